"""A gridworld and logs in which a good policy must be pieced together from poor behaviour.

`short_walks`: every logged episode is shorter than the way from the start to the goal, so none shows it. Each
walks to a place drawn at random, with one action in five at random; a small reward lies near the start.
`expert_log`: episodes of an optimal policy, for comparison.
"""

from __future__ import annotations

import numpy as np

from broadsheet.lab.shared.tabular.episodes import Transitions, roll_out, transitions_of
from broadsheet.lab.shared.tabular.makers import Gridworld, gridworld
from broadsheet.lab.shared.tabular.mdp import Array, greedy, mixed, uniform_policy
from broadsheet.lab.shared.tabular.solvers import value_iteration

ROOMS = (
    "S...#....",
    "....#....",
    ".T..#..#.",
    "....#..#.",
    ".......#.",
    "####...#.",
    ".......#.",
    ".......#.",
    ".......#G",
)
SLIP, DISCOUNT, CONSOLATION = 0.1, 0.97, 0.3
WALK_STEPS, WALKS, PLACES = 12, 400, 25


def rooms() -> Gridworld:
    return gridworld(ROOMS, slip=SLIP, discount=DISCOUNT, trap_reward=CONSOLATION)


def expert_log(grid: Gridworld, rng: np.random.Generator) -> Transitions:
    """Whole episodes of an optimal policy: nothing is left to improve."""
    policy = greedy(value_iteration(grid.mdp))
    return transitions_of(roll_out(grid.mdp, policy, rng, 100, 60), grid.mdp)


def short_walks(grid: Gridworld, rng: np.random.Generator) -> Transitions:
    free = len(grid.cells)
    parts = []
    for place in rng.integers(free, size=PLACES):
        policy = mixed(towards(grid, int(place)), uniform_policy(grid.mdp), 0.2)
        starts = rng.integers(free, size=WALKS // PLACES)
        walk = roll_out(grid.mdp, policy, rng, len(starts), WALK_STEPS, starts=starts)
        parts.append(transitions_of(walk, grid.mdp))
    return _joined(parts)


def towards(grid: Gridworld, place: int) -> Array:
    """The quickest way to a cell from everywhere."""
    rewards = np.zeros_like(grid.mdp.rewards)
    rewards[place] = 1.0
    return greedy(value_iteration(grid.mdp.rewarded(rewards), tolerance=1e-6))


def _joined(parts: list[Transitions]) -> Transitions:
    names = ("states", "actions", "rewards", "next_states", "ends")
    return Transitions(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
