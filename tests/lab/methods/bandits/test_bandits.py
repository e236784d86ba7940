import numpy as np
import pytest

from broadsheet.errors import SetupError
from broadsheet.lab.methods.bandits.known_gaps import bandit_with_gaps
from broadsheet.lab.methods.bandits.logged import (
    classification_losses,
    inverse_propensity_loss,
    joined,
    log_feedback,
)

LABELS = np.array([0, 1, 2, 1] * 2000)
CONTEXTS = np.eye(3)[LABELS]


def test_regret_is_the_sum_of_the_gaps_of_the_arms_pulled() -> None:
    bandit = bandit_with_gaps(0.9, [0.1, 0.4])
    assert bandit.regret(np.array([0, 1, 2, 2])) == pytest.approx(0.9)


def test_arms_pay_as_often_as_their_means_say() -> None:
    bandit = bandit_with_gaps(0.9, [0.1, 0.4])
    paid = bandit.pull(np.full(10_000, 2), np.random.default_rng(0))
    assert abs(paid.mean() - 0.5) < 4 * 0.5 / 100


def test_a_gap_wider_than_the_best_mean_is_refused() -> None:
    with pytest.raises(SetupError, match="between zero and one"):
        bandit_with_gaps(0.2, [0.3])


def test_inverse_propensity_estimates_the_loss_of_another_policy() -> None:
    losses = classification_losses(LABELS, 3)
    logging = np.tile([0.5, 0.3, 0.2], (len(LABELS), 1))
    target = 0.7 * CONTEXTS + 0.1
    logged = log_feedback(CONTEXTS, losses, logging, np.random.default_rng(1))
    assert inverse_propensity_loss(logged, target) == pytest.approx(0.2, abs=0.02)


def test_the_logging_policy_is_estimated_by_its_own_mean_loss() -> None:
    losses = classification_losses(LABELS, 3)
    logging = np.tile([0.5, 0.3, 0.2], (len(LABELS), 1))
    logged = log_feedback(CONTEXTS, losses, logging, np.random.default_rng(1))
    assert inverse_propensity_loss(logged, logging) == pytest.approx(logged.losses.mean())


def test_joined_logs_keep_the_propensities_of_their_own_rounds() -> None:
    losses = classification_losses(LABELS[:4], 3)
    first = log_feedback(CONTEXTS[:4], losses, np.full((4, 3), 1 / 3), np.random.default_rng(1))
    second = log_feedback(CONTEXTS[:4], losses, CONTEXTS[:4], np.random.default_rng(1))
    both = joined(first, second)
    assert both.taken().tolist() == pytest.approx([1 / 3] * 4 + [1.0] * 4)
    assert both.losses[4:].tolist() == [0.0] * 4
