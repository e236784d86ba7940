"""Logged bandit feedback with known propensities, and the classification data that it can be made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import SetupError

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LoggedFeedback:
    """Only the loss of the action taken is seen. `propensities[i, a]` is the logging policy's chance of every
    action in round i, not only of the one taken."""

    contexts: Array
    actions: Indices
    losses: Array
    propensities: Array

    def taken(self) -> Array:
        """The chance that each logged action had."""
        chosen: Array = self.propensities[np.arange(len(self.actions)), self.actions]
        return chosen

    def __len__(self) -> int:
        return len(self.actions)


def log_feedback(contexts: Array, losses: Array, policy: Array, rng: np.random.Generator) -> LoggedFeedback:
    """`losses[i, a]` and `policy[i, a]` hold every action; one is drawn a row and only its loss is kept."""
    if not np.allclose(policy.sum(axis=1), 1.0):
        raise SetupError("a policy's chances sum to one in every context", float(policy.sum(axis=1).min()))
    cumulative = policy.cumsum(axis=1)
    spins = rng.random(len(policy))[:, None] * cumulative[:, -1:]
    actions = (spins >= cumulative).sum(axis=1).astype(np.int64)
    return LoggedFeedback(contexts, actions, losses[np.arange(len(actions)), actions], policy)


def joined(first: LoggedFeedback, second: LoggedFeedback) -> LoggedFeedback:
    return LoggedFeedback(
        np.concatenate([first.contexts, second.contexts]),
        np.concatenate([first.actions, second.actions]),
        np.concatenate([first.losses, second.losses]),
        np.concatenate([first.propensities, second.propensities]),
    )


def classification_losses(labels: Indices, classes: int) -> Array:
    """The classic conversion: an action is a guessed class; it loses 1 unless right."""
    return 1.0 - np.eye(classes)[labels]


def inverse_propensity_loss(logged: LoggedFeedback, policy: Array) -> float:
    """The unbiased estimate of another policy's loss: mean of pi(a | x) / pi_0(a | x) times the loss seen."""
    weights = policy[np.arange(len(logged)), logged.actions] / logged.taken()
    return float((weights * logged.losses).mean())
