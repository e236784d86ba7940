"""The declared rule, case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.claims.coin import DECLARATION

from broadsheet.claims.comparing import Compared, compare, control_outcome, outcome
from broadsheet.claims.declaration import Comparison, Control, Direction, Hypothesis, Metric
from broadsheet.claims.runs.records import SeedRecord, Value
from broadsheet.claims.verdicts import verdict

BETTER = Hypothesis("loaded", "heads", Comparison.BETTER, 0.1, "", "fair")
EQUAL = replace(BETTER, comparison=Comparison.EQUAL)
NOT_WORSE = replace(BETTER, comparison=Comparison.NOT_WORSE)
RATIO = replace(BETTER, scale="ratio", margin=1.5)
RNG = np.random.default_rng(4)
SPREAD = RNG.normal(0, 0.02, size=20)
OTHER_SPREAD = RNG.normal(0, 0.02, size=20)

Values = Mapping[str, Sequence[float]]


def records(values: Values, errors: int = 0) -> list[SeedRecord]:
    found = [
        SeedRecord("run", arm, seed, 1.0, "cpu", (Value("heads", float(value)),))
        for arm, of_arm in values.items()
        for seed, value in enumerate(of_arm)
    ]
    return found + [SeedRecord("run", "loaded", 90 + i, 1.0, "cpu", (), "it broke") for i in range(errors)]


def arms(loaded: float, fair: float = 0.5, other: float = 0.5) -> Values:
    return {"loaded": loaded + SPREAD, "fair": fair + OTHER_SPREAD, "other-fair": other + SPREAD}


def against(tested: Hypothesis, loaded: float, fair: float = 0.5) -> Compared:
    return compare(DECLARATION, tested, records(arms(loaded, fair)), "")


def test_interval_above_the_margin_supports() -> None:
    assert against(BETTER, 0.7).outcome == "supported"


def test_interval_below_the_margin_contradicts() -> None:
    assert against(BETTER, 0.55).outcome == "contradicted"


def test_interval_across_the_margin_is_inconclusive() -> None:
    assert against(BETTER, 0.6).outcome == "inconclusive"


@pytest.mark.parametrize(
    ("tested", "interval", "equal", "expected"),
    [
        (BETTER, (0.1, 0.2), (0.1, 0.2), "supported"),
        (BETTER, (0.0, 0.1), (0.0, 0.1), "inconclusive"),
        (BETTER, (0.0, 0.09), (0.0, 0.09), "contradicted"),
        (NOT_WORSE, (-0.1, 0.2), (-0.1, 0.2), "supported"),
        (NOT_WORSE, (-0.3, -0.11), (-0.3, -0.11), "contradicted"),
        (EQUAL, (-0.12, 0.05), (-0.1, 0.04), "supported"),
        (EQUAL, (-0.12, 0.05), (-0.11, 0.04), "inconclusive"),
        (EQUAL, (0.11, 0.3), (0.12, 0.29), "contradicted"),
        (RATIO, (1.5, 2.0), (1.5, 2.0), "supported"),
        (replace(RATIO, comparison=Comparison.NOT_WORSE), (0.7, 0.9), (0.7, 0.9), "supported"),
        (replace(RATIO, comparison=Comparison.NOT_WORSE), (0.3, 0.6), (0.3, 0.6), "contradicted"),
        (replace(RATIO, comparison=Comparison.EQUAL), (0.6, 1.6), (0.7, 1.5), "supported"),
    ],
)
def test_rule(
    tested: Hypothesis, interval: tuple[float, float], equal: tuple[float, float], expected: str
) -> None:
    assert outcome(tested, interval, equal) == expected


def test_lower_metric_is_turned_so_that_more_favours_the_contender() -> None:
    lower = replace(DECLARATION, metrics=(Metric("heads", "", Direction.LOWER),))
    found = compare(lower, BETTER, records(arms(0.2)), "")
    assert found.effect == pytest.approx(0.3, abs=0.03)
    ratio = compare(lower, RATIO, records(arms(0.25)), "")
    assert ratio.effect == pytest.approx(2.0, rel=0.1)


def test_reference_takes_the_place_of_a_baseline() -> None:
    found = against(replace(BETTER, baseline=None, reference=0.4), 0.7)
    assert (found.against, found.outcome) == ("0.4", "supported")
    assert found.chance_better is None


def test_pairing_removes_what_both_arms_share() -> None:
    shared = RNG.normal(0, 1, size=20)
    both = {"loaded": shared + 0.2 + SPREAD, "fair": shared + OTHER_SPREAD, "other-fair": shared}
    alone = compare(DECLARATION, BETTER, records(both), "")
    paired = compare(DECLARATION, replace(BETTER, paired=True), records(both), "")
    assert (alone.outcome, paired.outcome) == ("inconclusive", "supported")


def test_the_same_values_always_give_the_same_interval() -> None:
    assert against(BETTER, 0.62) == against(BETTER, 0.62)


def test_all_hypotheses_must_hold() -> None:
    both = replace(DECLARATION, hypotheses=(BETTER, replace(BETTER, margin=0.5)))
    found = verdict(both, records(arms(0.7)))
    assert (found.outcome, found.hypotheses[0].outcome) == ("contradicted", "supported")


def test_control_that_shows_a_difference_forbids_a_verdict() -> None:
    found = verdict(DECLARATION, records(arms(0.9, other=0.8)))
    assert found.outcome == "inconclusive"
    assert found.reason == "a control shows a difference where none should be: other-fair against fair, heads"


def test_control_worse_than_expected_is_a_difference_too() -> None:
    tested = Hypothesis("other-fair", "heads", Comparison.BETTER, 0.1, "", "fair")
    declared = replace(DECLARATION, controls=(Control(tested, ""),))
    found = verdict(declared, records(arms(0.9, other=0.2)))
    assert found.controls[0].outcome == "different"


def test_control_without_values_is_inconclusive() -> None:
    tested = DECLARATION.controls[0].hypothesis
    assert control_outcome(tested, compare(DECLARATION, tested, [], "")) == "inconclusive"


def test_a_tenth_of_the_seeds_may_fail_and_no_more() -> None:
    values = arms(0.9)
    assert verdict(DECLARATION, records(values, errors=2)).outcome == "supported"
    found = verdict(DECLARATION, records(values, errors=3))
    assert (found.outcome, found.failed) == ("inconclusive", 3)
    assert found.reason == "3 of 23 seeds of loaded failed: it broke"


def test_arm_that_has_not_run_is_said() -> None:
    found = verdict(DECLARATION, records({"loaded": [1.0, 2.0]}))
    assert (found.outcome, found.reason) == ("inconclusive", "fair has not run")


def test_seeds_that_all_agree_give_an_interval_of_no_width() -> None:
    found = compare(DECLARATION, BETTER, records({"loaded": [1.0] * 5, "fair": [0.0] * 5}), "")
    assert (found.low, found.high, found.outcome) == (1.0, 1.0, "supported")
    assert found.reason == "no seed differs from another"


def test_one_seed_is_enough_only_where_nothing_is_random() -> None:
    one = records({"loaded": [1.0], "fair": [0.0], "other-fair": [0.0]})
    assert compare(DECLARATION, BETTER, one, "").outcome == "inconclusive"
    assert compare(replace(DECLARATION, deterministic=True), BETTER, one, "").outcome == "supported"


def test_no_difference_has_no_sign() -> None:
    """PostgreSQL would not keep it, and a picture of it would have another name there."""
    lower = replace(DECLARATION, metrics=(replace(DECLARATION.metrics[0], direction=Direction.LOWER),))
    found = compare(lower, BETTER, records({"loaded": [0.5] * 5, "fair": [0.5] * 5}), "")
    assert [str(found.effect), str(found.low), str(found.high)] == ["0.0"] * 3


def test_quotient_of_nothing_by_nothing_is_no_difference() -> None:
    found = compare(DECLARATION, RATIO, records({"loaded": [0.0] * 5, "fair": [0.0] * 5}), "")
    assert (found.outcome, found.effect) == ("contradicted", 1.0)


def test_quotient_over_zero_stays_a_number() -> None:
    values = {"loaded": [1.0] * 4, "fair": [0.0, 0.0, 0.0, 0.1]}
    found = compare(DECLARATION, RATIO, records(values), "")
    assert (found.outcome, found.high) == ("supported", 1e9)


def test_quotient_of_values_below_zero_says_nothing() -> None:
    found = compare(DECLARATION, RATIO, records({"loaded": [1.0, -5.0], "fair": [1.0, 2.0]}), "")
    assert (found.outcome, found.reason) == ("inconclusive", "a quotient of values below zero says nothing")


def test_seed_without_all_strata_is_left_out() -> None:
    def record(arm: str, seed: int, strata: Sequence[str]) -> SeedRecord:
        values = tuple(Value("heads", float(seed), stratum) for stratum in strata)
        return SeedRecord("run", arm, seed, 1.0, "cpu", values)

    kept = [record(arm, seed, "ab") for arm in ("loaded", "fair") for seed in range(4)]
    found = compare(DECLARATION, BETTER, [*kept, record("loaded", 9, "a")], "")
    assert (found.seeds, found.effect) == (4, 0.0)


def test_stratum_restricts_the_comparison() -> None:
    def record(arm: str, seed: int, a: float, b: float) -> SeedRecord:
        return SeedRecord("run", arm, seed, 1.0, "cpu", (Value("heads", a, "a"), Value("heads", b, "b")))

    seeds = [record("loaded", seed, 1.0, 0.0) for seed in range(5)]
    seeds += [record("fair", seed, 0.0, 1.0) for seed in range(5)]
    assert compare(DECLARATION, replace(BETTER, stratum="a"), seeds, "").effect == 1.0
    assert compare(DECLARATION, BETTER, seeds, "").effect == 0.0


def test_p_value_is_small_exactly_when_the_hypothesis_is_supported() -> None:
    for loaded in (0.7, 0.6, 0.5):
        found = against(BETTER, loaded)
        assert found.p_value is not None
        assert (found.p_value < 0.03) == (found.outcome == "supported")
