"""Implicit Q-learning for finitely many states and actions, on the whole data set at once.

I. Kostrikov, A. Nair, S. Levine (2022), "Offline Reinforcement Learning with Implicit Q-Learning",
arXiv 2110.06169. With L_tau(u) = |tau - 1(u < 0)| u^2, over logged (s, a, r, s'):

    L_V(psi)   = E[ L_tau( Qbar(s, a) - V(s) ) ],   Qbar = min of two target critics                     (V)
    L_Q(theta) = E[ (r + gamma V(s') - Q(s, a))^2 ]  for both critics                                    (Q)
    L_pi(phi)  = -E[ min(100, exp(beta (Qbar(s, a) - V(s)))) log pi(a | s) ]                             (pi)

No action but the logged one is ever valued. tau = 0.5 makes V the behaviour's value: one step of improvement;
beta = 0 makes the policy behaviour cloning. Equations, their order in one update, the two critics, the clip
at 100 and the moving target were checked against the authors' code (ikostrikov/implicit_q_learning).

Deviations:
1. Discrete actions and a softmax policy; networks of one hidden layer.
2. Every gradient is over all logged pairs, weighted by how often they occur, instead of over batches of 256.
3. Step size and the target's rate are larger, as training is shorter; no cosine schedule for the policy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax

from broadsheet.lab.methods.offline_rl.logged_tables import LoggedTables
from broadsheet.lab.methods.offline_rl.networks import Network, network, output


@dataclass(frozen=True, slots=True)
class IQL:
    expectile: float | jax.Array = 0.9
    inverse_temperature: float | jax.Array = 10.0
    discount: float = 0.97
    hidden: int = 64
    updates: int = 2000
    step_size: float = 3e-3
    target_rate: float = 0.05


class Learned(NamedTuple):
    q: jax.Array
    """(S, A), the smaller of the two critics."""
    v: jax.Array
    """(S,)"""
    logits: jax.Array
    """(S, A)"""


class Nets(NamedTuple):
    critics: tuple[Network, Network]
    value: Network
    policy: Network


def make_train(config: IQL) -> Callable[[jax.Array, jax.Array, LoggedTables], Learned]:
    """`train(key, features, tables)`: features of all states, (S, d). Pure; vmap it over keys and tables."""
    optimiser = optax.adam(config.step_size)

    def train(key: jax.Array, features: jax.Array, tables: LoggedTables) -> Learned:
        nets = _initial(key, features.shape[1], tables.rewards.shape[1], config.hidden)

        def update(
            carry: tuple[Nets, tuple[Network, Network], optax.OptState], _: None
        ) -> tuple[tuple[Nets, tuple[Network, Network], optax.OptState], None]:
            nets, target, memory = carry
            gradient = jax.grad(_loss)(nets, target, features, tables, config)
            changes, memory = optimiser.update(gradient, memory)
            nets = optax.apply_updates(nets, changes)
            target = optax.incremental_update(nets.critics, target, config.target_rate)
            return (nets, target, memory), None

        first = (nets, nets.critics, optimiser.init(nets))
        (nets, target, _), _ = jax.lax.scan(update, first, length=config.updates)
        return Learned(_least(target, features), _value(nets, features), output(nets.policy, features))

    return train


def expectile_loss(gap: jax.Array, expectile: float | jax.Array) -> jax.Array:
    return jnp.where(gap < 0, 1.0 - expectile, expectile) * gap**2


def _loss(
    nets: Nets, target: tuple[Network, Network], features: jax.Array, tables: LoggedTables, config: IQL
) -> jax.Array:
    """The three losses touch separate parameters, so their sum is minimised as each would be alone."""
    q_bar, value = _least(target, features), _value(nets, features)
    value_loss = jnp.sum(tables.share * expectile_loss(q_bar - value[:, None], config.expectile))  # (V)

    backup = tables.rewards + config.discount * tables.following @ jax.lax.stop_gradient(value)
    errors = [output(critic, features) - backup for critic in nets.critics]
    critic_loss = sum(jnp.sum(tables.share * error**2) for error in errors)  # (Q)

    advantage = q_bar - jax.lax.stop_gradient(value)[:, None]
    weight = jnp.minimum(jnp.exp(config.inverse_temperature * advantage), 100.0)
    log_chances = jax.nn.log_softmax(output(nets.policy, features))
    policy_loss = -jnp.sum(tables.share * weight * log_chances)  # (pi)
    return value_loss + critic_loss + policy_loss


def _initial(key: jax.Array, inputs: int, actions: int, hidden: int) -> Nets:
    one, two, three, four = jax.random.split(key, 4)
    critics = (network(one, inputs, hidden, actions), network(two, inputs, hidden, actions))
    return Nets(critics, network(three, inputs, hidden, 1), network(four, inputs, hidden, actions))


def _least(critics: tuple[Network, Network], features: jax.Array) -> jax.Array:
    return jnp.minimum(output(critics[0], features), output(critics[1], features))


def _value(nets: Nets, features: jax.Array) -> jax.Array:
    return output(nets.value, features)[:, 0]
