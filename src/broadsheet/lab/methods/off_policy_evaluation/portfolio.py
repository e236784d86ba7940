"""How good an estimator is at choosing which policies to try: errors, ranks, and return against risk.

H. Kiyohara, R. Kishimoto, K. Kawakami, K. Kobayashi, K. Nakata, Y. Saito (2024), "Towards Assessing and
Benchmarking Risk-Return Tradeoff of Off-Policy Evaluation", arXiv 2311.18207. The k policies that the estimator
holds for the best are tried; with J their true values and J(b) that of the policy in place,

    SharpeRatio@k = max(0, max_k J - J(b)) / std_k J                                                  (1)

Checked against the authors' library (hakuhodo-technologies/scope-rl): the numerator cut off at zero, the
standard deviation with k - 1 below. `overestimating` and `underestimating` build two estimators of equal errors
of which one lifts poor policies and the other sinks good ones, after the paper's example; ours differ from it
in their noise and numbers.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from broadsheet.lab.shared.tabular.mdp import Array

MOST = 100.0
"""The library offers to cut off the ratio here, where the policies chosen are all but equal."""


def squared_error(estimates: Array, true: Array) -> float:
    """Mean squared error over the variance of the true values."""
    return float(((estimates - true) ** 2).mean() / true.var())


def rank_correlation(estimates: Array, true: Array) -> float:
    return float(spearmanr(estimates, true).statistic)


def regret_at_1(estimates: Array, true: Array) -> float:
    """What the policy held for the best lacks to the best, over the range of true values."""
    return float((true.max() - true[estimates.argmax()]) / np.ptp(true))


def chosen(estimates: Array, true: Array, k: int) -> Array:
    """True values of the k policies with the highest estimates."""
    return true[np.argsort(-estimates, kind="stable")[:k]]


def sharpe_ratio(estimates: Array, true: Array, in_place: float, k: int) -> float:
    """(1), at most `MOST`."""
    tried = chosen(estimates, true, k)
    gain = max(0.0, float(tried.max()) - in_place)
    spread = float(tried.std(ddof=1))
    return min(MOST, gain / spread) if spread > 0 else (MOST if gain > 0 else 0.0)


def worst_tried(estimates: Array, true: Array, k: int) -> float:
    """Place of the worst policy tried between the worst (0) and the best (1) of all."""
    return float((chosen(estimates, true, k).min() - true.min()) / np.ptp(true))


def overestimating(true: Array, noise: Array, count: int, shift: float) -> Array:
    """Lifts the `count` poorest policies by `shift` times the range."""
    moved = np.zeros(len(true))
    moved[np.argsort(true)[:count]] = shift * np.ptp(true)
    return true + noise + moved


def underestimating(true: Array, noise: Array, count: int, shift: float) -> Array:
    """Sinks the `count` best policies after the very best by as much."""
    moved = np.zeros(len(true))
    moved[np.argsort(-true)[1 : count + 1]] = -shift * np.ptp(true)
    return true + noise + moved
