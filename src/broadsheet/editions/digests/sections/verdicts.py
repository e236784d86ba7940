"""What the lab found out since the last digest."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from broadsheet.editions.digests.issue import Issue
from broadsheet.editions.digests.sections.section import Pick, Picker, Question


@dataclass(frozen=True, slots=True)
class NewVerdict:
    paper: int
    status: str
    """supported, contradicted or inconclusive"""
    sentence: str
    """The claim."""


VerdictsBetween = Callable[[datetime, datetime], list[NewVerdict]]
_sources: list[VerdictsBetween] = []


def report_from(source: VerdictsBetween) -> None:
    """Have new verdicts told by this function: what the lab calls when it has runs to tell of."""
    _sources.append(source)


class Verdicts:
    slug = "verdicts"
    title = "New verdicts of the lab"
    most = 4
    asks: Question | None = None

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker:
        found = [each for source in _sources for each in source(issue.since_moment, issue.edition.frozen)]
        picks = [Pick(each.paper, f"Its claim was tested: {each.status}") for each in found]
        return lambda values: picks
