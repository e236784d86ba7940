"""The most noticed new papers of the fields that the subscriber chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from broadsheet.digests.issue import Issue
from broadsheet.digests.sections.section import Pick, Picker, Question
from broadsheet.errors import InputError
from broadsheet.papers.models import Field, PaperField

CHUNK = 900
PER_FIELD = 20
"""Candidates of one field; other sections may already print some of them."""


class Fields:
    slug = "fields"
    title = "Your fields"
    most = 6

    @property
    def asks(self) -> Question | None:
        return Question("Fields", "One code a line, such as cs.LG.", _known)

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker:
        order = {paper: rank for rank, paper in enumerate(issue.papers)} if wanted else {}
        papers_in: dict[str, list[int]] = defaultdict(list)
        papers = list(order)
        for start in range(0, len(papers), CHUNK):
            rows = PaperField.objects.filter(
                field__code__in=wanted, paper_id__in=papers[start : start + CHUNK]
            )
            for code, paper in rows.values_list("field__code", "paper_id"):
                papers_in[code].append(paper)
        best = {code: sorted(papers, key=order.__getitem__)[:PER_FIELD] for code, papers in papers_in.items()}
        return lambda codes: _merged(codes, best, order)


def _merged(codes: tuple[str, ...], best: dict[str, list[int]], order: dict[int, int]) -> list[Pick]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        for paper in best.get(code, ()):
            reasons[paper].append(code)
    papers = sorted(reasons, key=order.__getitem__)
    return [Pick(paper, f"In {' and '.join(reasons[paper])}, which you follow") for paper in papers]


def _known(code: str) -> str:
    field = Field.objects.filter(code__iexact=code.strip()).first()
    if field is None:
        raise InputError("A field is named by its code", code, "Such as cs.LG; the page Fields lists them.")
    return field.code
