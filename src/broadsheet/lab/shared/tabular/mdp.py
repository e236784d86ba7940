"""A finite Markov decision process held as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import SetupError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TabularMDP:
    """`transitions[s, a, t]` = P(t | s, a); `rewards[s, a]` = E[r | s, a]; `start[s]` = P(s_0 = s).

    An absorbing state is one that every action maps to itself at reward zero.
    """

    transitions: Array
    rewards: Array
    start: Array
    discount: float

    def __post_init__(self) -> None:
        states, actions = self.rewards.shape
        shapes = (self.transitions.shape, self.start.shape)
        if shapes != ((states, actions, states), (states,)):
            raise SetupError("an MDP's arrays have shapes (S, A, S), (S, A) and (S,)", shapes)
        if not np.allclose(self.transitions.sum(axis=2), 1.0) or not np.isclose(self.start.sum(), 1.0):
            raise SetupError("an MDP's probabilities sum to one", float(self.start.sum()))
        if not 0.0 <= self.discount < 1.0:
            raise SetupError("a discount is at least zero and below one", self.discount)

    @property
    def states(self) -> int:
        return len(self.rewards)

    @property
    def actions(self) -> int:
        return int(self.rewards.shape[1])

    def rewarded(self, rewards: Array) -> TabularMDP:
        """The same dynamics under another reward function."""
        return replace(self, rewards=rewards)

    def absorbing(self) -> NDArray[np.bool_]:
        stays = np.einsum("sas->sa", self.transitions).min(axis=1) == 1.0
        held: NDArray[np.bool_] = stays & (self.rewards == 0.0).all(axis=1)
        return held


def uniform_policy(mdp: TabularMDP) -> Array:
    return np.full((mdp.states, mdp.actions), 1.0 / mdp.actions)


def greedy(action_values: Array) -> Array:
    """Puts all weight on the best action; ties within 1e-9 share it, so that no order of actions is favoured."""
    best = action_values >= action_values.max(axis=1, keepdims=True) - 1e-9
    policy: Array = best / best.sum(axis=1, keepdims=True)
    return policy


def mixed(first: Array, second: Array, weight: float) -> Array:
    """In each state, `second` with probability `weight`, `first` otherwise."""
    return (1.0 - weight) * first + weight * second
