"""Constructors of hypotheses: `better("pqn", "dqn", "return", 10.0, WHY)` is PQN's return better than DQN's by 10.

A contender is compared with another arm, or with a number that the theory names.
"""

from __future__ import annotations

from typing import TypedDict, Unpack

from broadsheet.claims.declaration import Comparison, Hypothesis


class Details(TypedDict, total=False):
    paired: bool
    """Seed i of both arms met the same data."""
    ratio: bool
    """The effect is a quotient and the margin a factor: 1.1 for a tenth."""
    statistic: str
    stratum: str | None


def better(
    contender: str, against: str | float, metric: str, margin: float, why: str, **details: Unpack[Details]
) -> Hypothesis:
    """The contender is better by the margin at least."""
    return _hypothesis(Comparison.BETTER, contender, against, metric, margin, why, details)


def not_worse(
    contender: str, against: str | float, metric: str, margin: float, why: str, **details: Unpack[Details]
) -> Hypothesis:
    """The contender is worse by no more than the margin."""
    return _hypothesis(Comparison.NOT_WORSE, contender, against, metric, margin, why, details)


def equal(
    contender: str, against: str | float, metric: str, margin: float, why: str, **details: Unpack[Details]
) -> Hypothesis:
    """The two differ by no more than the margin."""
    return _hypothesis(Comparison.EQUAL, contender, against, metric, margin, why, details)


def _hypothesis(
    comparison: Comparison,
    contender: str,
    against: str | float,
    metric: str,
    margin: float,
    why: str,
    details: Details,
) -> Hypothesis:
    return Hypothesis(
        contender,
        metric,
        comparison,
        margin,
        why,
        baseline=against if isinstance(against, str) else None,
        reference=None if isinstance(against, str) else against,
        statistic=details.get("statistic", "mean"),
        scale="ratio" if details.get("ratio") else "difference",
        paired=details.get("paired", False),
        stratum=details.get("stratum"),
    )
