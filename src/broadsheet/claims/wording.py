"""Sentences for the numbers of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.claims.comparing import CONTRADICTED, INCONCLUSIVE, SUPPORTED, Compared, named
from broadsheet.claims.declaration import Comparison
from broadsheet.claims.numerals import number

STATUS_WORDS = {
    each: each for each in (SUPPORTED, CONTRADICTED, INCONCLUSIVE, "stale", "unchecked", "untestable")
}
"""How pages, letters and plots call each status."""
EFFORTS = {"S": "small", "M": "medium", "L": "large"}
OURS = "It is our code, at our scale: it does not say that the paper's own results are wrong."
MARKS = {SUPPORTED: "●", CONTRADICTED: "▲"}


def status_word(status: str) -> str:
    return STATUS_WORDS.get(status, status)


def statistic_name(statistic: str) -> str:
    return {"iqm": "interquartile mean"}.get(statistic, statistic)


def mark(outcome: str) -> str:
    return MARKS.get(outcome, "◌")


def compared(found: Compared) -> str:
    """A sentence such as: her against dqn, success: better by 0.42 (95 % interval 0.31 to 0.52); the claim needs 0.1."""
    who = named(found)
    if found.effect is None:
        return f"{who}: {found.reason}"
    interval = f"{number(found.low)} to {number(found.high)}"
    return f"{who}: {_effect(found)} (interval {interval}); {needed(found)}"


def verdict_says(outcome: str, reason: str, found: Sequence[Compared], analogue: bool) -> str:
    """A verdict with its limits: it is about this experiment, at its scale."""
    where = "In this smaller analogue of the paper's setting" if analogue else "In this experiment"
    if outcome == SUPPORTED:
        what = "the effect is" if len(found) == 1 else f"all {len(found)} effects are"
        return f"{where} {what} as large as was declared beforehand. It says nothing about other scales."
    if outcome == CONTRADICTED:
        return f"{where} {_fell_short(found)}. {OURS}"
    return f"{where} the seeds do not settle it: {reason or named(found[0])}. That is no evidence against the claim."


def _fell_short(found: Sequence[Compared]) -> str:
    """Which effect came out otherwise; a claim of several parts may hold in the others."""
    against = [each for each in found if each.outcome == CONTRADICTED]
    other = "differs" if against[0].comparison == Comparison.EQUAL else "is smaller"
    if len(found) == 1:
        return f"the effect {other} {'from' if other == 'differs' else 'than'} what was declared beforehand"
    parts = "; ".join(named(each) for each in against)
    held = sum(each.outcome == SUPPORTED for each in found)
    return f"{len(against)} of {len(found)} effects came out otherwise than was declared beforehand ({parts}); {held} held"


def needed(found: Compared) -> str:
    margin = number(found.margin)
    if found.comparison == Comparison.EQUAL:
        within = (
            f"-{margin} to {margin}"
            if found.scale == "difference"
            else f"{number(1 / found.margin)} to {margin}"
        )
        return f"equal means within {within}"
    if found.comparison == Comparison.NOT_WORSE:
        return f"not worse means at least {'-' + margin if found.scale == 'difference' else number(1 / found.margin)}"
    return f"the claim needs {margin} or more"


def _effect(found: Compared) -> str:
    assert found.effect is not None
    if found.scale == "ratio":
        if abs(found.effect - 1) < 0.005:
            return "as good"
        return f"{number(found.effect)} times as good"
    if found.effect == 0:
        return "no difference"
    return f"{'better' if found.effect > 0 else 'worse'} by {number(abs(found.effect))}"
