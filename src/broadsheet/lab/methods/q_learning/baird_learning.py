"""Semi-gradient temporal-difference learning of a network on Baird's counterexample.

The setting of Gallici and others (2025), arXiv:2407.04811, whose theory says that layer normalisation bounds what
off-policy bootstrapping can blow up. The network and its step size are ours; not confirmed against the paper.

    (1)  theta <- theta + rate * sum_s d(s) (discount * V(s') - V(s)) grad V(s)

with d the share of time that the behaviour (or, on policy, the target policy) spends in s, and s' where the target
policy goes: the expectation of importance-weighted TD(0), with neither a target network nor replay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared import networks
from broadsheet.lab.shared.environments import baird
from broadsheet.lab.shared.networks import Network

LARGEST = 1e30
"""Where learning is stopped: float32 would overflow soon after."""


@dataclass(frozen=True, slots=True)
class Config:
    layer_norm: bool
    off_policy: bool = True
    hidden: tuple[int, ...] = (64,)
    learning_rate: float = 0.01
    sweeps: int = 10_000
    looked_at: int = 50
    """How many points of the curve."""


class Trained(NamedTuple):
    largest: jax.Array
    """max_s |V(s)|, which should be 0: at first, then after each part of the sweeps."""
    network: Network


def make_train(config: Config) -> Callable[[jax.Array], Trained]:
    table, following = jnp.asarray(baird.features()), baird.next_state()
    visits = jnp.asarray(baird.behaviour_visits() if config.off_policy else baird.target_visits())

    def train(key: jax.Array) -> Trained:
        network = networks.lecun(key, (baird.FEATURES, *config.hidden, 1))
        network, largest = jax.lax.scan(part, network, None, config.looked_at)
        first = values(networks.lecun(key, (baird.FEATURES, *config.hidden, 1)), config)
        return Trained(jnp.concatenate([jnp.abs(first).max()[None], largest]), network)

    def part(network: Network, _: None) -> tuple[Network, jax.Array]:
        sweeps = config.sweeps // config.looked_at
        network, _ = jax.lax.scan(lambda n, _: (sweep(n), None), network, None, sweeps)
        return network, jnp.abs(values(network, config)).max()

    def sweep(network: Network) -> Network:
        now, pull = jax.vjp(lambda n: values(n, config), network)
        change = pull(visits * (baird.DISCOUNT * now[following] - now))[0]  # (1)
        bounded = jnp.abs(now).max() < LARGEST
        moved: Network = jax.tree.map(
            lambda leaf, step: jnp.where(bounded, leaf + config.learning_rate * step, leaf), network, change
        )
        return moved

    def values(network: Network, config: Config) -> jax.Array:
        return networks.apply(network, table, layer_norm=config.layer_norm)[:, 0]

    return train
