"""The papers of an edition's sections, with as much of each as a line shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from broadsheet.editions.reading import Issue
from broadsheet.papers.models import Paper, paper_url


class PaperLine(NamedTuple):
    id: int
    public_id: str
    title: str
    """As its source wrote it."""
    plain_title: str
    """As Unicode text where that differs."""
    status: str

    @property
    def title_text(self) -> str:
        return self.plain_title or self.title

    @property
    def url(self) -> str:
        return paper_url(self.public_id)


@dataclass(frozen=True, slots=True)
class EditionOutline:
    """The lead, and every paper of the day by section, a line each."""

    lead: PaperLine | None
    sections: Sequence[tuple[str, Sequence[PaperLine]]]
    """(name, papers)"""


def outline(issue: Issue) -> EditionOutline:
    contents = issue.contents
    lines = paper_lines(issue, contents.papers)
    sections = [
        (section.name, [lines[paper] for paper in section.papers if paper in lines])
        for section in contents.sections
    ]
    return EditionOutline(lines.get(contents.lead.paper) if contents.lead else None, sections)


def paper_lines(issue: Issue, ids: Iterable[int]) -> dict[int, PaperLine]:
    """By their ids. One query reads those that the edition did not print."""
    lines = {
        paper.pk: PaperLine(paper.pk, paper.public_id, paper.title, paper.plain_title, paper.status)
        for paper in issue.papers
    }
    missing = [paper for paper in ids if paper not in lines]
    rows = Paper.objects.filter(pk__in=missing).values_list(*PaperLine._fields) if missing else ()
    return lines | {row[0]: PaperLine._make(row) for row in rows}
