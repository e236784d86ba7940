"""Test one hypothesis on the values of its arms: effect, interval, outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.claims.declaration import Comparison, Declaration, Direction, Hypothesis
from broadsheet.claims.numerals import ENDLESS
from broadsheet.claims.runs.records import SeedRecord
from broadsheet.claims.statistics import bootstrap
from broadsheet.claims.statistics.condensing import BY_NAME, Floats
from broadsheet.claims.statistics.equivalence import equivalence_interval
from broadsheet.claims.statistics.improvement import probability_of_improvement

SUPPORTED, CONTRADICTED, INCONCLUSIVE = "supported", "contradicted", "inconclusive"
EQUAL, DIFFERENT = "equal", "different"
SEED = 0
"""Seed of the bootstrap: the same values always give the same verdict."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Result of a hypothesis or control. Without values, effect and interval are None."""

    contender: str
    against: str
    """The baseline's name, or the reference value."""
    metric: str
    comparison: str
    scale: str
    margin: float
    outcome: str
    seeds: int
    """Number of seeds of the arm that has fewer."""
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    equal_low: float | None = None
    """The interval of the two one-sided tests, where equality is the question."""
    equal_high: float | None = None
    chance_better: float | None = None
    """How often a seed of the contender does better than one of the baseline."""
    p_value: float | None = None
    """Against the hypothesis' being false; q-values are made of it."""
    reason: str = ""
    stratum: str = ""
    """The stratum that was compared; empty for all."""
    why: str = ""
    """Of a control: why no difference is expected. Of a hypothesis: why this margin."""


def compare(declared: Declaration, tested: Hypothesis, records: Iterable[SeedRecord], why: str) -> Compared:
    """The outcome by the declared rule, from the interval alone."""
    samples, reason = _samples(tested, list(records))
    seeds = min((len(sample) for sample in samples), default=0)
    if reason or (seeds < 2 and not declared.deterministic):
        reason = reason or "one seed has no interval"
        return _compared(tested, why, INCONCLUSIVE, seeds, reason=reason)
    turn = 1.0 if declared.metric(tested.metric).direction is Direction.HIGHER else -1.0
    effect, drawn = _effects(tested, samples, turn)
    if np.isnan(effect) or np.isnan(drawn).any():
        reason = "a quotient of values below zero says nothing"
        return _compared(tested, why, INCONCLUSIVE, seeds, reason=reason)
    low, high = bootstrap.interval(drawn, seeds, tested.confidence)
    equal = equivalence_interval(drawn, seeds, tested.confidence)
    chance = None
    if tested.baseline is not None:
        chance = probability_of_improvement(turn * samples[0], turn * samples[1])
    return _compared(
        tested,
        why,
        outcome(tested, (low, high), equal),
        seeds,
        effect=float(effect),
        low=low,
        high=high,
        equal_low=equal[0] if tested.comparison is Comparison.EQUAL else None,
        equal_high=equal[1] if tested.comparison is Comparison.EQUAL else None,
        chance_better=chance,
        p_value=_p_value(tested, drawn),
        reason="no seed differs from another" if low == high else "",
    )


def outcome(tested: Hypothesis, interval: tuple[float, float], equal: tuple[float, float]) -> str:
    low, high = interval
    below, above = equal_bounds(tested)
    if tested.comparison is Comparison.EQUAL:
        if below <= equal[0] and equal[1] <= above:
            return SUPPORTED
        return CONTRADICTED if high < below or low > above else INCONCLUSIVE
    needed = threshold(tested)
    if low >= needed:
        return SUPPORTED
    return CONTRADICTED if high < needed else INCONCLUSIVE


def control_outcome(tested: Hypothesis, found: Compared) -> str:
    """A control shows a difference when its whole interval lies beyond the margin, on either side."""
    if found.low is None or found.high is None:
        return INCONCLUSIVE
    below, above = equal_bounds(tested)
    if found.low > above or found.high < below:
        return DIFFERENT
    low = found.low if found.equal_low is None else found.equal_low
    high = found.high if found.equal_high is None else found.equal_high
    return EQUAL if below <= low and high <= above else INCONCLUSIVE


def threshold(tested: Hypothesis) -> float:
    """The bound that the interval is compared with, for `better` and `not worse`."""
    if tested.comparison is Comparison.NOT_WORSE:
        return -tested.margin if tested.scale == "difference" else 1 / tested.margin
    return tested.margin


def equal_bounds(tested: Hypothesis) -> tuple[float, float]:
    if tested.scale == "difference":
        return -tested.margin, tested.margin
    return 1 / tested.margin, tested.margin


def values_of(records: Iterable[SeedRecord], arm: str, metric: str) -> Mapping[int, Mapping[str, float]]:
    """{seed: {stratum: value}} of the seeds that did not fail."""
    return {
        record.seed: found
        for record in records
        if record.arm == arm
        and not record.error
        and (found := {value.stratum: value.value for value in record.values if value.metric == metric})
    }


def named(compared: Compared) -> str:
    """Such as: decide against run-out, makespan (blunt)."""
    stratum = f" ({compared.stratum})" if compared.stratum else ""
    return f"{compared.contender} against {compared.against}, {compared.metric}{stratum}"


def _samples(tested: Hypothesis, records: list[SeedRecord]) -> tuple[list[Floats], str]:
    """An array (seeds, strata) for the contender and, where there is one, the baseline; or why there is none."""
    arms = [tested.contender, *([tested.baseline] if tested.baseline is not None else [])]
    values = [values_of(records, arm, tested.metric) for arm in arms]
    strata = sorted({name for arm in values for seed in arm.values() for name in seed})
    if tested.stratum is not None:
        strata = [name for name in strata if name == tested.stratum]
    whole = [{seed for seed, found in arm.items() if set(strata) <= set(found)} for arm in values]
    if tested.paired:
        whole = [set.intersection(*whole)] * len(whole)
    if not strata or not all(whole):
        return [], "an arm has no values"
    tables = [
        np.array([[arm[seed][name] for name in strata] for seed in sorted(seeds)], dtype=np.float64)
        for arm, seeds in zip(values, whole, strict=True)
    ]
    return tables, ""


def _effects(tested: Hypothesis, samples: list[Floats], turn: float) -> tuple[float, Floats]:
    """The effect, and the effects of samples drawn anew, turned so that more favours the contender."""
    statistic = BY_NAME[tested.statistic]
    found = np.stack([statistic(sample.reshape(1, -1)) for sample in samples])
    rng = np.random.default_rng(SEED)
    drawn = bootstrap.replicates(samples, statistic, rng=rng, paired=tested.paired)
    both = np.concatenate([found, drawn], axis=1)
    if tested.reference is not None:
        both = np.stack([both[0], np.full_like(both[0], tested.reference)])
    if tested.scale == "ratio":
        up, down = (both[0], both[1]) if turn > 0 else (both[1], both[0])
        effects = _quotients(up, down)
    else:
        effects = turn * (both[0] - both[1]) + 0.0  # no difference has no sign: PostgreSQL would not keep it
    return float(effects[0]), effects[1:]


def _quotients(up: Floats, down: Floats) -> Floats:
    """Nothing by nothing is no difference; below zero a quotient says nothing about which is better."""
    ratio = np.full_like(up, np.nan)
    ratio[(up == 0) & (down == 0)] = 1.0
    good = (up >= 0) & (down >= 0) & ((up > 0) | (down > 0))
    with np.errstate(divide="ignore", over="ignore"):
        ratio[good] = np.minimum(up[good] / down[good], ENDLESS)
    return ratio


def _p_value(tested: Hypothesis, drawn: Floats) -> float:
    """The share of replicates that speak against the hypothesis; never 0, for they are finitely many."""

    def share(against: NDArray[np.bool_]) -> float:
        return float((against.sum() + 1) / (against.size + 1))

    if tested.comparison is Comparison.EQUAL:
        below, above = equal_bounds(tested)
        return max(share(drawn < below), share(drawn > above))
    return share(drawn < threshold(tested))


def _compared(
    tested: Hypothesis,
    why: str,
    found: str,
    seeds: int,
    *,
    effect: float | None = None,
    low: float | None = None,
    high: float | None = None,
    equal_low: float | None = None,
    equal_high: float | None = None,
    chance_better: float | None = None,
    p_value: float | None = None,
    reason: str = "",
) -> Compared:
    against = tested.baseline if tested.baseline is not None else f"{tested.reference:g}"
    return Compared(
        contender=tested.contender,
        against=against,
        metric=tested.metric,
        comparison=tested.comparison.value,
        scale=tested.scale,
        margin=tested.margin,
        outcome=found,
        seeds=seeds,
        effect=effect,
        low=low,
        high=high,
        equal_low=equal_low,
        equal_high=equal_high,
        chance_better=chance_better,
        p_value=p_value,
        reason=reason,
        stratum=tested.stratum or "",
        why=why,
    )
