"""Baird's counterexample (Baird 1995; in the form of Sutton and Barto, 2018, section 11.2): seven states, no
reward, all values zero, and features with which off-policy temporal-difference learning diverges.

The target policy always goes to the seventh state; the behaviour policy does so one time in seven and else goes
to one of the first six, so that it meets all states equally often.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STATES, FEATURES = 7, 8
DISCOUNT = 0.99


def features() -> NDArray[np.float32]:
    """State by feature: 2 w_i + w_8 for the first six, w_7 + 2 w_8 for the seventh."""
    table = np.zeros((STATES, FEATURES), np.float32)
    table[np.arange(6), np.arange(6)] = 2
    table[:6, 7] = 1
    table[6, 6], table[6, 7] = 1, 2
    return table


def start() -> NDArray[np.float32]:
    """The weights from which Sutton and Barto begin."""
    return np.array([1, 1, 1, 1, 1, 1, 10, 1], np.float32)


def behaviour_visits() -> NDArray[np.float32]:
    return np.full(STATES, 1 / STATES, np.float32)


def target_visits() -> NDArray[np.float32]:
    """Where the target policy itself ends up: in the seventh state, for ever."""
    visits = np.zeros(STATES, np.float32)
    visits[6] = 1
    return visits


def next_state() -> NDArray[np.int64]:
    """Where the target policy goes from each state."""
    return np.full(STATES, 6)
