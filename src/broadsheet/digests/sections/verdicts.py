"""Verdicts that are new since the last digest."""

from __future__ import annotations

from collections.abc import Collection

from broadsheet.digests.issue import Issue
from broadsheet.digests.sections.section import Pick, Picker, Question
from broadsheet.editions import new_verdicts


class Verdicts:
    slug = "verdicts"
    title = "New verdicts of the lab"
    most = 4
    asks: Question | None = None

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker:
        verdicts = new_verdicts.between(issue.since_moment, issue.edition.frozen)
        picks = [Pick(each.paper, f"Its claim was tested: {each.status}", each.claim) for each in verdicts]
        return lambda values: picks
