"""The inverted pendulum on a cart as a task of small optimal cost, with data of a random policy.

M. G. Lagoudakis and R. Parr (2003), "Least-Squares Policy Iteration": dynamics, forces, noise and the ten
radial basis features are theirs, from memory; not confirmed against their code. Falling costs 1 and ends the
episode, nothing else costs, so a policy that balances has cost zero.

`mishap` adds what no policy can avoid: with this chance a step costs 1 and ends the episode, whatever was done.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

FORCES = np.array([-50.0, 0.0, 50.0])
NOISE = 10.0
GRAVITY, POLE_MASS, CART_MASS, LENGTH, STEP_S = 9.8, 2.0, 8.0, 0.5, 0.1
CENTRES = np.array([(angle, speed) for angle in (-np.pi / 4, 0.0, np.pi / 4) for speed in (-1.0, 0.0, 1.0)])


@dataclass(frozen=True, slots=True)
class Steps:
    """Single transitions; `states` holds (angle, angular speed). `ends` says that nothing follows."""

    states: Array
    actions: Indices
    costs: Array
    next_states: Array
    ends: NDArray[np.bool_]

    def first(self, count: int) -> Steps:
        return Steps(
            self.states[:count],
            self.actions[:count],
            self.costs[:count],
            self.next_states[:count],
            self.ends[:count],
        )


def advance(states: Array, actions: Indices, rng: np.random.Generator, mishap: float) -> tuple[Array, Array]:
    """Next states and costs (1 where the episode fails)."""
    angle, speed = states[:, 0], states[:, 1]
    force = FORCES[actions] + rng.uniform(-NOISE, NOISE, size=len(states))
    share = 1.0 / (POLE_MASS + CART_MASS)
    swing = share * POLE_MASS * LENGTH * speed**2 * np.sin(2 * angle) / 2
    push = share * np.cos(angle) * force
    inertia = 4 * LENGTH / 3 - share * POLE_MASS * LENGTH * np.cos(angle) ** 2
    faster = speed + STEP_S * (GRAVITY * np.sin(angle) - swing - push) / inertia
    turned = angle + STEP_S * faster
    failed = (np.abs(turned) > np.pi / 2) | (rng.random(len(states)) < mishap)
    return np.column_stack([turned, faster]), failed.astype(np.float64)


def random_data(rng: np.random.Generator, count: int, mishap: float) -> Steps:
    """`count` steps of episodes that begin nearly upright and push at random."""
    parts: list[Steps] = []
    for _ in range(count):
        state = rng.uniform(-0.2, 0.2, size=(1, 2))
        failed = False
        while not failed and len(parts) < count:
            action = rng.integers(len(FORCES), size=1)
            following, cost = advance(state, action, rng, mishap)
            failed = bool(cost[0])
            parts.append(Steps(state, action, cost, following, cost > 0))
            state = following
        if len(parts) == count:
            break
    fields = ("states", "actions", "costs", "next_states", "ends")
    return Steps(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


def radial_features(states: Array) -> Array:
    """A constant and nine Gaussian bumps of width one: shape (n, 10)."""
    distance = ((states[:, None, :] - CENTRES) ** 2).sum(axis=2)
    return np.column_stack([np.ones(len(states)), np.exp(-distance / 2)])


def cell_features(states: Array) -> Array:
    """One of 36 cells each: with these every function of the cell can be fitted."""
    angle = np.digitize(states[:, 0], [-0.6, -0.2, 0.0, 0.2, 0.6])
    speed = np.digitize(states[:, 1], [-1.5, -0.5, 0.0, 0.5, 1.5])
    cells: Array = np.eye(36)[angle * 6 + speed]
    return cells
