"""Copies of an environment side by side, each restarted when its episode ends."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from broadsheet.lab.shared.environments.interface import Environment, State


class Running(NamedTuple):
    """Episodes under way; leading axis: copy."""

    state: State
    observation: jax.Array
    return_so_far: jax.Array
    length: jax.Array


class Experience(NamedTuple):
    """One step of every copy. `next_observation` is the one before the restart, so that a truncated episode
    can be bootstrapped from it; `return_` and `length` are those of the episode where `ended`."""

    observation: jax.Array
    action: jax.Array
    reward: jax.Array
    next_observation: jax.Array
    terminated: jax.Array
    ended: jax.Array
    return_: jax.Array
    length: jax.Array


def begin(environment: Environment, luck: jax.Array) -> Running:
    """`luck`: copy by `environment.luck`."""
    copies = len(luck)
    state, observation = jax.vmap(environment.reset)(luck)
    return Running(state, observation, jnp.zeros(copies), jnp.zeros(copies, jnp.int32))


def advance(
    environment: Environment, luck: jax.Array, running: Running, action: jax.Array
) -> tuple[Running, Experience]:
    """`luck`: copy by `environment.luck`, for those copies that begin anew."""

    def one(luck: jax.Array, before: Running, action: jax.Array) -> tuple[Running, Experience]:
        step = environment.step(before.state, action)
        fresh_state, fresh_observation = environment.reset(luck)
        ended = step.terminated | step.truncated
        return_, length = before.return_so_far + step.reward, before.length + 1
        after = Running(
            jax.tree.map(lambda new, old: jnp.where(ended, new, old), fresh_state, step.state),
            jnp.where(ended, fresh_observation, step.observation),
            jnp.where(ended, 0.0, return_),
            jnp.where(ended, 0, length),
        )
        seen = Experience(
            before.observation,
            action,
            step.reward,
            step.observation,
            step.terminated,
            ended,
            return_,
            length,
        )
        return after, seen

    after, seen = jax.vmap(one)(luck, running, action)
    return after, seen
