"""The declaration of an experiment, made before it runs: arms, hypotheses, controls, seeds, budgets, fidelity.

One experiment is one module that holds a `DECLARATION` and a function
`experiment(arm, seeds, budget)` that yields `Outcome`s; see docs/claims.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Protocol

import orjson

from broadsheet.claims import moved
from broadsheet.errors import SetupError

Setting = str | int | float | bool | tuple[int, ...] | tuple[float, ...] | tuple[str, ...]
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class Direction(StrEnum):
    HIGHER = "higher is better"
    LOWER = "lower is better"


class Comparison(StrEnum):
    """The rule by which the interval of the effect is judged. The effect is contender - baseline, with the sign that
    makes larger favour the contender; with `scale="ratio"`, their quotient."""

    BETTER = "better"
    """Supported when the whole interval is at or above the margin; contradicted when wholly below it."""
    NOT_WORSE = "not worse"
    """Supported when the whole interval is at or above -margin; contradicted when wholly below it."""
    EQUAL = "equal"
    """Supported when the interval of the two one-sided tests lies within -margin to margin; contradicted
    when the whole interval lies outside."""


class Fidelity(StrEnum):
    DIRECT = "direct"
    ANALOGUE = "analogue"


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity measured for each seed, such as `Metric("success", "share of episodes", Direction.HIGHER)`."""

    name: str
    unit: str
    direction: Direction
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Arm:
    """One contestant. `method` is the dotted path of the code that it runs, `settings` what distinguishes it."""

    name: str
    definition: str
    method: str
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One comparison of two arms, or of one arm with a number that the theory names (`reference`).

    `statistic` condenses the seeds: "mean", "iqm" (interquartile mean) or "median". `paired` says that seed i
    of both arms met the same data, so that seeds are compared one by one. `stratum` restricts the comparison
    to outcomes of that stratum; without it the bootstrap is stratified over all of them.
    """

    contender: str
    metric: str
    comparison: Comparison
    margin: float
    why_margin: str
    baseline: str | None = None
    reference: float | None = None
    statistic: str = "mean"
    scale: str = "difference"
    paired: bool = False
    stratum: str | None = None
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class Control:
    """A comparison from which the effect was removed on purpose. It must come out as equal within its margin
    or as inconclusive; when it shows a difference, the experiment is faulty and no verdict is drawn."""

    hypothesis: Hypothesis
    why: str


@dataclass(frozen=True, slots=True)
class Budget:
    """Seeds an arm, and the settings that make the experiment long or short."""

    seeds: int
    settings: Mapping[str, Setting] = field(default_factory=dict)
    minutes: float = 1.0
    """About how long all arms take together on two cores; shown before a run."""

    def whole(self, name: str) -> int:
        return int(self._number(name))

    def number(self, name: str) -> float:
        return float(self._number(name))

    def _number(self, name: str) -> float:
        value = self.settings.get(name)
        if not isinstance(value, int | float):
            raise SetupError("a budget names every number that its experiment reads", name)
        return value


@dataclass(frozen=True, slots=True)
class Declaration:
    ledger_id: str
    sentence: str
    """What is tested, in one sentence of our own; it may better the ledger's (then say so in `notes`)."""
    paper: str
    """Authors, year, title."""
    fidelity: Fidelity
    metrics: tuple[Metric, ...]
    arms: tuple[Arm, ...]
    hypotheses: tuple[Hypothesis, ...]
    """The first is the main one, whose effect the ledger shows; the claim is supported when all are."""
    controls: tuple[Control, ...]
    quick: Budget
    full: Budget
    deviations: tuple[str, ...] = ()
    """How this differs from the paper's own experiment; numbered as they stand."""
    tuning: str = "No arm was tuned."
    """How the arms' settings were chosen, with the same effort for each."""
    scope: str = ""
    """What a verdict does not say: the scale, tasks and variants that were not tested."""
    notes: str = ""
    seeds_at_once: int | None = None
    """Seeds given to one call of the experiment: None means half of them (for experiments that are vmapped over
    seeds), however many cores there are."""
    deterministic: bool = False
    """Nothing is drawn at random: one seed an arm tells all, and an interval of no width is what it seems."""

    def __post_init__(self) -> None:
        _check(self)

    def budget(self, name: str) -> Budget:
        return {"quick": self.quick, "full": self.full}[name]

    def arm(self, name: str) -> Arm:
        return next(arm for arm in self.arms if arm.name == name)

    def metric(self, name: str) -> Metric:
        return next(metric for metric in self.metrics if metric.name == name)

    def digest(self, budget: str) -> str:
        """Names all that a run of this budget was declared with: a run under another digest is stale. Where the code
        lies does not count, beyond the name that it had first."""
        plain = asdict(self)
        for arm in plain["arms"]:
            arm["method"] = moved.former(arm["method"])
        del plain["quick"], plain["full"], plain["notes"], plain["scope"], plain["seeds_at_once"]
        plain["budget"] = dict(self.budget(budget).settings)
        return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of one seed. `curve` is ((x, y), ...), such as return by step; it is thinned when stored."""

    seed: int
    metric: str
    value: float
    stratum: str = ""
    curve: Sequence[tuple[float, float]] = ()


class Experiment(Protocol):
    """Outcomes of these seeds and no others. The same seed gives the same numbers, to rounding, whichever seeds it
    is called with; nothing else (clock, machine, number of cores) may enter them."""

    def __call__(self, arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]: ...


def _check(declared: Declaration) -> None:
    arms = [arm.name for arm in declared.arms]
    metrics = {metric.name for metric in declared.metrics}
    _rule(len(set(arms)) == len(arms) >= 1, "arms have names of their own", arms)
    for name in arms:
        _rule(NAME.fullmatch(name) is not None, "an arm's name is lower case, digits and hyphens", name)
    _rule(bool(declared.hypotheses), "a declaration has a hypothesis", declared.ledger_id)
    for tested in (*declared.hypotheses, *(control.hypothesis for control in declared.controls)):
        _check_hypothesis(tested, set(arms), metrics)


def _check_hypothesis(tested: Hypothesis, arms: set[str], metrics: set[str]) -> None:
    _rule(tested.contender in arms, "a hypothesis names declared arms", tested.contender)
    _rule(
        tested.baseline is None or tested.baseline in arms,
        "a hypothesis names declared arms",
        tested.baseline,
    )
    _rule(tested.metric in metrics, "a hypothesis names a declared metric", tested.metric)
    one = (tested.baseline is None) != (tested.reference is None)
    _rule(one, "a hypothesis compares with a baseline or with a reference, not both", tested.contender)
    _rule(tested.margin >= 0, "a margin is not negative", tested.margin)
    _rule(
        tested.statistic in ("mean", "iqm", "median"), "a statistic is mean, iqm or median", tested.statistic
    )
    _rule(tested.scale in ("difference", "ratio"), "a scale is difference or ratio", tested.scale)
    _rule(tested.scale == "difference" or tested.margin >= 1, "a ratio's margin is at least 1", tested.margin)


def _rule(holds: bool, rule: str, value: object) -> None:
    if not holds:
        raise SetupError(rule, value, "correct the experiment's DECLARATION")
