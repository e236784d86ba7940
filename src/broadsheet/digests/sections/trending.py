"""The most noticed papers of the edition."""

from __future__ import annotations

from collections.abc import Collection

from broadsheet.digests.issue import Issue
from broadsheet.digests.sections.section import Pick, Picker, Question
from broadsheet.editions import remarks


class Trending:
    slug = "trending"
    title = "Trending"
    most = 7
    asks: Question | None = None

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker:
        printed = issue.printed
        of_what = (
            f"{len(printed)} in this edition" if issue.is_one_edition else f"{len(printed)} of these days"
        )
        picks = [
            Pick(paper, " · ".join([*_by_the_editor(issue, paper), f"No. {rank} of {of_what}"]))
            for rank, paper in enumerate(printed[: 2 * self.most], 1)
        ]
        return lambda values: picks


def _by_the_editor(issue: Issue, paper: int) -> list[str]:
    return [remarks.pick(issue.picks[paper])] if paper in issue.picks else []
