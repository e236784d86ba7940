"""What an environment is: two pure functions and the sizes that a network needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax

State = Any
"""Whatever pytree of arrays an environment keeps."""


class Step(NamedTuple):
    """What one action led to. `terminated`: the task is over and nothing follows. `truncated`: the clock ran
    out, and the value of what would have followed still counts."""

    state: State
    observation: jax.Array
    reward: jax.Array
    terminated: jax.Array
    truncated: jax.Array


@dataclass(frozen=True, slots=True)
class Environment:
    """Neither function restarts an episode: that is for `episodes.advance`. Chance enters where an episode
    begins, as uniform numbers and not as a key, so that a learner can draw all that it needs at once:
    compiling a draw takes longer than anything else."""

    name: str
    actions: int
    observation_shape: tuple[int, ...]
    luck: int
    """How many uniform numbers from 0 to 1 `reset` takes."""
    reset: Callable[[jax.Array], tuple[State, jax.Array]]
    """luck -> (state, observation)"""
    step: Callable[[State, jax.Array], Step]
    """(state, action) -> what it led to"""


@dataclass(frozen=True, slots=True)
class GoalTask:
    """A task that is told a goal, where every state reached could have been the goal: states and goals are
    integer arrays of one shape. An episode ends at its goal or after `horizon` steps; each step that does not
    end at the goal costs one."""

    name: str
    actions: int
    horizon: int
    state_shape: tuple[int, ...]
    features: int
    """Length of what `observe` returns."""
    luck: int
    """How many uniform numbers from 0 to 1 `begin` takes."""
    begin: Callable[[jax.Array], tuple[jax.Array, jax.Array]]
    """luck -> (state, goal); an episode never begins at its goal."""
    move: Callable[[jax.Array, jax.Array], jax.Array]
    observe: Callable[[jax.Array, jax.Array], jax.Array]
    """(state, goal) -> what the network reads."""
    distance: Callable[[jax.Array, jax.Array], jax.Array]
    """The least number of steps from a state to a goal; zero at the goal only."""
    states: int
    index: Callable[[jax.Array], jax.Array]
    """A state's own number, below `states`; for counting visits."""
