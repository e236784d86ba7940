"""Random, chain and gridworld MDPs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadsheet.errors import SetupError
from broadsheet.lab.shared.tabular.mdp import TabularMDP

MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))
"""Up, right, down, left, as (row, column)."""


def garnet(
    rng: np.random.Generator, states: int, actions: int, branching: int, discount: float = 0.9
) -> TabularMDP:
    """A random MDP of the Garnet family: each state and action leads to `branching` states with Dirichlet(1)
    chances; rewards are standard normal; the start is uniform."""
    if not 1 <= branching <= states:
        raise SetupError("branching is between one and the number of states", branching)
    transitions = np.zeros((states, actions, states))
    for s in range(states):
        for a in range(actions):
            to = rng.choice(states, size=branching, replace=False)
            transitions[s, a, to] = rng.dirichlet(np.ones(branching))
    return TabularMDP(
        transitions, rng.normal(size=(states, actions)), np.full(states, 1.0 / states), discount
    )


def chain(length: int, slip: float = 0.0, discount: float = 0.9) -> TabularMDP:
    """States in a row; action 1 goes right, action 0 left, a slip the other way. Stepping right from the last
    state pays 1; the walk starts at the left end."""
    transitions = np.zeros((length, 2, length))
    for s in range(length):
        left, right = max(s - 1, 0), min(s + 1, length - 1)
        transitions[s, 1, right] += 1.0 - slip
        transitions[s, 1, left] += slip
        transitions[s, 0, left] += 1.0 - slip
        transitions[s, 0, right] += slip
    rewards = np.zeros((length, 2))
    rewards[-1, 1] = 1.0
    start = np.zeros(length)
    start[0] = 1.0
    return TabularMDP(transitions, rewards, start, discount)


@dataclass(frozen=True, slots=True)
class Gridworld:
    """An MDP with the cell of each state; the last state is absorbing and is entered by acting in a goal."""

    mdp: TabularMDP
    cells: tuple[tuple[int, int], ...]

    def state(self, row: int, column: int) -> int:
        return self.cells.index((row, column))

    @property
    def absorbing(self) -> int:
        return len(self.cells)


def gridworld(
    rows: Sequence[str],
    slip: float = 0.0,
    discount: float = 0.95,
    step_reward: float = 0.0,
    goal_reward: float = 1.0,
    trap_reward: float = -1.0,
) -> Gridworld:
    """Reads a map: `#` wall, `S` start (all equally likely; every free cell when there is none), `G` goal,
    `T` trap, any other mark free. Any action in a goal or trap pays its reward and ends in the absorbing
    state; elsewhere a move pays `step_reward`, walls hold, and with chance `slip` the move is a random one.
    """
    cells = tuple((r, c) for r, row in enumerate(rows) for c, mark in enumerate(row) if mark != "#")
    index = {cell: state for state, cell in enumerate(cells)}
    ends = {"G": goal_reward, "T": trap_reward}
    states = len(cells) + 1
    transitions = np.zeros((states, len(MOVES), states))
    rewards = np.full((states, len(MOVES)), step_reward)
    transitions[-1, :, -1], rewards[-1] = 1.0, 0.0
    for (r, c), s in index.items():
        if rows[r][c] in ends:
            transitions[s, :, -1], rewards[s] = 1.0, ends[rows[r][c]]
            continue
        to = [index.get((r + down, c + across), s) for down, across in MOVES]
        for a in range(len(MOVES)):
            transitions[s, a, to[a]] += 1.0 - slip
            for other in to:
                transitions[s, a, other] += slip / len(MOVES)
    marks = np.array([rows[r][c] for r, c in cells] + [""])
    begins = marks == "S" if "S" in marks else ~np.isin(marks, ["G", "T", ""])
    start = begins / begins.sum()
    return Gridworld(TabularMDP(transitions, rewards, start, discount), cells)
