from __future__ import annotations

from collections.abc import Callable

import pytest

from broadsheet.claims.declaration import Comparison, Hypothesis
from broadsheet.claims.hypotheses import better, equal, not_worse

NAMED = {Comparison.BETTER: better, Comparison.NOT_WORSE: not_worse, Comparison.EQUAL: equal}
each = pytest.mark.parametrize(("comparison", "named"), NAMED.items())


@each
def test_name_is_the_comparison(comparison: Comparison, named: Callable[..., Hypothesis]) -> None:
    assert named("new", "old", "score", 0.1, "why") == Hypothesis(
        "new", "score", comparison, 0.1, "why", baseline="old"
    )


@each
def test_number_is_a_reference(comparison: Comparison, named: Callable[..., Hypothesis]) -> None:
    assert named("new", 0.0, "score", 0.1, "why") == Hypothesis(
        "new", "score", comparison, 0.1, "why", reference=0.0
    )


@each
def test_pairs_ratios_statistics_and_strata_are_said(
    comparison: Comparison, named: Callable[..., Hypothesis]
) -> None:
    made = named("new", "old", "score", 1.1, "why", paired=True, ratio=True, statistic="iqm", stratum="hard")
    assert made == Hypothesis(
        "new", "score", comparison, 1.1, "why", baseline="old", statistic="iqm", scale="ratio", paired=True,
        stratum="hard",
    )  # fmt: skip
