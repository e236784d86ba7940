"""Many runs of two algorithms on many tasks, (runs, tasks) each: the truth that few runs are held against."""

from __future__ import annotations

import numpy as np

from broadsheet.lab.methods.evaluation.aggregates import Scores

TASKS = 26
"""As many as the games of the Atari 100k benchmark."""


def heavy_tailed(runs: int, lift: float, rng: np.random.Generator) -> tuple[Scores, Scores]:
    """Log-normal scores whose scale differs widely from task to task; the second algorithm's are higher by
    the factor 1 + lift on every task."""
    scale = np.exp(1.5 * rng.standard_normal(TASKS))
    first, second = (scale * np.exp(0.5 * rng.standard_normal((runs, TASKS))) for _ in range(2))
    return first, (1 + lift) * second


def bandits(runs: int, lift: float, rng: np.random.Generator, steps: int = 200) -> tuple[Scores, Scores]:
    """Runs of epsilon-greedy on ten-armed Bernoulli bandits, with epsilon 0.02 against 0.02 + lift.

    A run's score is its mean reward, 0 for uniform play and 1 for the best arm: runs that settle on a wrong
    arm make the scores of a task fall into groups.
    """
    arms = rng.random((TASKS, 10))
    return tuple(_epsilon_greedy(arms, runs, epsilon, steps, rng) for epsilon in (0.02, 0.02 + lift))  # type: ignore[return-value]


def _epsilon_greedy(arms: Scores, runs: int, epsilon: float, steps: int, rng: np.random.Generator) -> Scores:
    shape = (runs, *arms.shape)
    pulls, reward, total = np.zeros(shape), np.zeros(shape), np.zeros(shape[:2])
    for _ in range(steps):
        value = reward / np.maximum(pulls, 1)
        greedy = (value + 1e-6 * rng.random(shape)).argmax(axis=2)
        chosen = np.where(rng.random(shape[:2]) < epsilon, rng.integers(0, arms.shape[1], shape[:2]), greedy)
        won = rng.random(shape[:2]) < np.take_along_axis(arms[None], chosen[..., None], axis=2)[..., 0]
        np.put_along_axis(pulls, chosen[..., None], np.take_along_axis(pulls, chosen[..., None], 2) + 1, 2)
        np.put_along_axis(
            reward, chosen[..., None], np.take_along_axis(reward, chosen[..., None], 2) + won[..., None], 2
        )
        total += won
    uniform = arms.mean(axis=1)
    return np.asarray((total / steps - uniform) / (arms.max(axis=1) - uniform))
