"""Counts of logged transitions of a tabular MDP, for losses that run over the whole data set at once.

The mean of a loss over all logged steps equals its mean over pairs (s, a) weighted by how often they occur, with
the next state's value replaced by its mean over the logged next states; so nothing is sampled in batches.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from broadsheet.lab.shared.tabular.episodes import Transitions
from broadsheet.lab.shared.tabular.makers import Gridworld


class LoggedTables(NamedTuple):
    """Leaves may carry a leading axis over seeds."""

    share: jax.Array
    """(S, A): part of all steps that took action a in state s; zero for pairs that were never seen."""
    rewards: jax.Array
    """(S, A): mean logged reward."""
    following: jax.Array
    """(S, A, S): share of logged next states, zero for those where the episode ended."""


def tables_of(steps: Transitions, states: int, actions: int) -> LoggedTables:
    counts = np.zeros((states, actions))
    rewards, following = np.zeros((states, actions)), np.zeros((states, actions, states))
    np.add.at(counts, (steps.states, steps.actions), 1.0)
    np.add.at(rewards, (steps.states, steps.actions), steps.rewards)
    going = ~steps.ends
    np.add.at(following, (steps.states[going], steps.actions[going], steps.next_states[going]), 1.0)
    seen = np.maximum(counts, 1.0)
    parts = (counts / counts.sum(), rewards / seen, following / seen[:, :, None])
    return LoggedTables(*(jnp.asarray(part, dtype=jnp.float32) for part in parts))


def cell_features(grid: Gridworld) -> NDArray[np.float32]:
    """Sines and cosines of a cell's position at three wavelengths, so that a network generalises over
    neighbours; the absorbing state is all zero. Shape (S, 14)."""
    places = np.array(grid.cells, dtype=np.float64)
    places = 2.0 * places / places.max(axis=0) - 1.0
    waves = [places] + [f(np.pi * k * places) for k in (0.5, 1.0, 2.0) for f in (np.sin, np.cos)]
    features = np.concatenate(waves, axis=1)
    return np.vstack([features, np.zeros(features.shape[1])]).astype(np.float32)
