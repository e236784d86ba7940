"""With whom an author wrote, and about what over the years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from broadsheet.listing.selections.authors import papers_by
from broadsheet.papers.field_names import short_name
from broadsheet.papers.models import Authorship
from broadsheet.papers.persons import Person, folded

MOST_NAMES = 200
"""Names compared, those of most common papers first; papers of large collaborations have thousands."""


@dataclass(frozen=True, slots=True)
class CoAuthor:
    name: str
    papers: int


def co_authors(person: Person) -> list[CoAuthor]:
    """Those of most common papers first."""
    common = Authorship.objects.filter(paper__in=papers_by(person).order_by().values("id"))
    others = common.exclude(author__in=person.author_ids).values("author__name")
    counted = others.annotate(papers=Count("paper", distinct=True)).order_by("-papers", "author__name")
    counts = {row["author__name"]: row["papers"] for row in counted[:MOST_NAMES]}
    return [CoAuthor(spellings[0], papers) for spellings, papers in folded(counts).items()]


def fields_by_year(person: Person) -> dict[str, Counter[int]]:
    """{first field of a paper: {year: papers}}, the field of most papers first."""
    counts: dict[str, Counter[int]] = {}
    rows = papers_by(person).order_by().filter(day__isnull=False, primary_field__isnull=False)
    for year, code, name in rows.values_list("day__year", "primary_field__code", "primary_field__name"):
        counts.setdefault(short_name(code, name), Counter())[year] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))
