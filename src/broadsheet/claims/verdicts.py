"""The verdict on a claim: a pure function of the declaration and the records of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from broadsheet.claims.comparing import (
    CONTRADICTED,
    DIFFERENT,
    INCONCLUSIVE,
    SUPPORTED,
    Compared,
    compare,
    control_outcome,
    named,
)
from broadsheet.claims.declaration import Control, Declaration, Hypothesis
from broadsheet.claims.runs.records import SeedRecord

FAILED_AT_MOST = 0.1
"""When more of an arm's seeds failed, what is left may be a choice of the fortunate."""


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    reason: str
    """Why it is inconclusive though intervals might speak, or what decided; empty where they say it all."""
    hypotheses: tuple[Compared, ...]
    controls: tuple[Compared, ...]
    seeds: int
    """Number of seeds of the arm that has fewest, without failed ones."""
    failed: int

    @property
    def main(self) -> Compared:
        return self.hypotheses[0]

    @property
    def p_value(self) -> float | None:
        """The largest p-value of the hypotheses, since all of them must hold."""
        values = [each.p_value for each in self.hypotheses]
        return None if None in values else max(value for value in values if value is not None)


def verdict(declared: Declaration, records: Iterable[SeedRecord]) -> Verdict:
    records = list(records)
    hypotheses = tuple(compare(declared, each, records, each.why_margin) for each in declared.hypotheses)
    controls = tuple(_control(declared, each, records) for each in declared.controls)
    outcome, reason = _outcome(declared, hypotheses, controls, records)
    good = [sum(r.arm == arm.name and not r.error for r in records) for arm in declared.arms]
    failed = sum(bool(record.error) for record in records)
    return Verdict(outcome, reason, hypotheses, controls, min(good), failed)


def _control(declared: Declaration, control: Control, records: list[SeedRecord]) -> Compared:
    found = compare(declared, control.hypothesis, records, control.why)
    return replace(found, outcome=control_outcome(control.hypothesis, found))


def _outcome(
    declared: Declaration,
    hypotheses: Sequence[Compared],
    controls: Sequence[Compared],
    records: list[SeedRecord],
) -> tuple[str, str]:
    if reason := _too_many_failed(declared, records):
        return INCONCLUSIVE, reason
    shown = [each for each in controls if each.outcome == DIFFERENT]
    if shown:
        return INCONCLUSIVE, f"a control shows a difference where none should be: {named(shown[0])}"
    outcomes = {each.outcome for each in hypotheses}
    if CONTRADICTED in outcomes:
        decided = next(each for each in hypotheses if each.outcome == CONTRADICTED)
        return CONTRADICTED, "" if len(hypotheses) == 1 else f"contradicted in: {named(decided)}"
    if outcomes == {SUPPORTED}:
        return SUPPORTED, ""
    open_one = next(each for each in hypotheses if each.outcome == INCONCLUSIVE)
    return INCONCLUSIVE, open_one.reason or f"the interval holds both sides of the margin: {named(open_one)}"


def _too_many_failed(declared: Declaration, records: list[SeedRecord]) -> str:
    compared: list[Hypothesis] = [
        *declared.hypotheses, *(control.hypothesis for control in declared.controls)
    ]  # fmt: skip
    used = {arm for each in compared for arm in (each.contender, each.baseline) if arm is not None}
    for arm in sorted(used):
        of_arm = [record for record in records if record.arm == arm]
        failed = [record for record in of_arm if record.error]
        if not of_arm:
            return f"{arm} has not run"
        if len(failed) > FAILED_AT_MOST * len(of_arm):
            return f"{len(failed)} of {len(of_arm)} seeds of {arm} failed: {failed[0].error}"
    return ""
