"""Q-learning on logged data with nothing that keeps it to logged actions: the baseline that overestimates.

    L_Q(theta) = E[ (r + gamma max_b Qbar(s', b) - Q(s, a))^2 ],   Qbar = min of two target critics
    pi(s)      = argmax_a Qbar(s, a)

The maximum runs over all actions, also over those that the data never show in s' (double critics as in clipped
double Q-learning, Fujimoto et al. 2018). Networks, optimiser and data are those of `iql`.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.methods.offline_rl.iql import IQL, Learned
from broadsheet.lab.methods.offline_rl.logged_tables import LoggedTables
from broadsheet.lab.methods.offline_rl.networks import Network, network, output

Critics = tuple[Network, Network]


def make_train(config: IQL) -> Callable[[jax.Array, jax.Array, LoggedTables], Learned]:
    """Takes IQL's configuration, of which expectile and temperature are not used."""
    optimiser = optax.adam(config.step_size)

    def train(key: jax.Array, features: jax.Array, tables: LoggedTables) -> Learned:
        inputs, actions = features.shape[1], tables.rewards.shape[1]
        one, two = jax.random.split(key)
        critics = (
            network(one, inputs, config.hidden, actions),
            network(two, inputs, config.hidden, actions),
        )

        def update(
            carry: tuple[Critics, Critics, optax.OptState], _: None
        ) -> tuple[tuple[Critics, Critics, optax.OptState], None]:
            critics, target, memory = carry
            gradient = jax.grad(_loss)(critics, target, features, tables, config.discount)
            changes, memory = optimiser.update(gradient, memory)
            critics = optax.apply_updates(critics, changes)
            return (critics, optax.incremental_update(critics, target, config.target_rate), memory), None

        (_, target, _), _ = jax.lax.scan(
            update, (critics, critics, optimiser.init(critics)), length=config.updates
        )
        q = _least(target, features)
        return Learned(q, q.max(axis=1), q)

    return train


def _loss(
    critics: Critics, target: Critics, features: jax.Array, tables: LoggedTables, discount: float
) -> jax.Array:
    backup = tables.rewards + discount * tables.following @ _least(target, features).max(axis=1)
    errors = [output(critic, features) - backup for critic in critics]
    return jnp.sum(tables.share * sum(error**2 for error in errors))


def _least(critics: Critics, features: jax.Array) -> jax.Array:
    return jnp.minimum(output(critics[0], features), output(critics[1], features))
