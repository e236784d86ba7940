"""The entropy identity against sums written out, and where it is exact."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from broadsheet.lab.methods.llm_rl.entropy_change import (
    advantages,
    entropy,
    logit_change,
    measured_change,
    predicted_change,
)

LOGITS = np.array([[0.3, -1.0, 2.0], [0.0, 0.5, 0.1]])
REWARDS = np.array([[1.0, 0.0, 0.4], [0.2, 0.9, 0.0]])


def naive_prediction(logits: list[float], change: list[float]) -> float:
    total = sum(exp(z) for z in logits)
    p = [exp(z) / total for z in logits]
    mean_log_p = sum(q * log(q) for q in p)
    mean_change = sum(q * d for q, d in zip(p, change, strict=True))
    return -sum(q * (log(q) - mean_log_p) * (d - mean_change) for q, d in zip(p, change, strict=True))


def test_prediction_is_minus_the_covariance() -> None:
    change = logit_change(LOGITS, REWARDS, 0.1, natural=False)
    expected = [naive_prediction(list(z), list(d)) for z, d in zip(LOGITS, change, strict=True)]
    np.testing.assert_allclose(predicted_change(LOGITS, change), expected, rtol=1e-9)


@pytest.mark.parametrize("natural", [False, True])
def test_error_falls_with_the_square_of_the_step(natural: bool) -> None:
    errors = []
    for step_size in (0.02, 0.01):
        change = logit_change(LOGITS, REWARDS, step_size, natural=natural)
        errors.append(np.abs(measured_change(LOGITS, change) - predicted_change(LOGITS, change)))
    np.testing.assert_allclose(errors[0] / errors[1], 4.0, rtol=0.1)


def test_policy_gradient_change_is_the_gradient_of_the_reward() -> None:
    def value(logits: np.ndarray) -> float:
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        return float((p * REWARDS).sum())

    for place in np.ndindex(LOGITS.shape):
        nudge = np.zeros_like(LOGITS)
        nudge[place] = 1e-6
        slope = (value(LOGITS + nudge) - value(LOGITS - nudge)) / 2e-6
        assert logit_change(LOGITS, REWARDS, 1.0, natural=False)[place] == pytest.approx(slope, abs=1e-8)


def test_uniform_policy_loses_no_entropy_to_first_order() -> None:
    flat = np.zeros((1, 4))
    change = logit_change(flat, np.array([[1.0, 0.0, 0.0, 0.0]]), 0.1, natural=False)
    assert predicted_change(flat, change)[0] == pytest.approx(0.0, abs=1e-12)
    assert entropy(flat)[0] == pytest.approx(log(4))


def test_rewarding_the_likely_costs_entropy_and_rewarding_the_unlikely_adds_it() -> None:
    logits = np.array([[2.0, 0.0, 0.0], [2.0, 0.0, 0.0]])
    rewards = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    likely, unlikely = measured_change(logits, logit_change(logits, rewards, 0.01, natural=False))
    assert likely < 0 < unlikely


def test_advantages_have_no_mean_under_the_policy() -> None:
    p = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    np.testing.assert_allclose((p * advantages(LOGITS, REWARDS)).sum(axis=1), 0.0, atol=1e-12)
