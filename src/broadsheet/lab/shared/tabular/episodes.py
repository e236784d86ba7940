"""Sampled behaviour: data sets whose behaviour policy is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.lab.shared.tabular.mdp import Array, TabularMDP

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Episodes:
    """Arrays of shape (episodes, steps). `valid` is false once an episode has entered an absorbing state;
    `propensities` are the behaviour's chances of the actions that it took."""

    states: Indices
    actions: Indices
    rewards: Array
    next_states: Indices
    propensities: Array
    valid: NDArray[np.bool_]

    def returns(self, discount: float = 1.0) -> Array:
        weights = discount ** np.arange(self.rewards.shape[1])
        total: Array = (self.rewards * self.valid * weights).sum(axis=1)
        return total


@dataclass(frozen=True, slots=True)
class Transitions:
    """The same data as single steps, each an array of equal length."""

    states: Indices
    actions: Indices
    rewards: Array
    next_states: Indices
    ends: NDArray[np.bool_]
    """True where the next state is absorbing, so that nothing is worth anything beyond it."""

    def __len__(self) -> int:
        return len(self.states)


def roll_out(
    mdp: TabularMDP,
    policy: Array,
    rng: np.random.Generator,
    episodes: int,
    steps: int,
    starts: Indices | None = None,
) -> Episodes:
    """All episodes advance together; rewards are the expected ones of the state and action."""
    chances, moves = policy.cumsum(axis=1), mdp.transitions.cumsum(axis=2)
    absorbing = mdp.absorbing()
    state = _draw(np.broadcast_to(mdp.start.cumsum(), (episodes, mdp.states)), rng)
    state = state if starts is None else np.asarray(starts, dtype=np.int64)
    rows = []
    for _ in range(steps):
        action = _draw(chances[state], rng)
        following = _draw(moves[state, action], rng)
        rows.append(
            (state, action, mdp.rewards[state, action], following, policy[state, action], ~absorbing[state])
        )
        state = following
    held = [np.stack(column, axis=1) for column in zip(*rows, strict=True)]
    return Episodes(*held)


def transitions_of(episodes: Episodes, mdp: TabularMDP) -> Transitions:
    keep = episodes.valid
    following = episodes.next_states[keep]
    return Transitions(
        episodes.states[keep],
        episodes.actions[keep],
        episodes.rewards[keep],
        following,
        mdp.absorbing()[following],
    )


def _draw(cumulative: Array, rng: np.random.Generator) -> Indices:
    """One index a row, from rows of cumulative chances."""
    spins = rng.random(len(cumulative))[:, None] * cumulative[:, -1:]
    drawn: Indices = (spins >= cumulative).sum(axis=1).astype(np.int64)
    return drawn
