"""Votes and comments of a paper: what its sources report plus what other parts count.

A paper's row holds the counts of its sources, which change with its records. Other parts register a tally of their
own, which changes at any time and is in no derived index. Whatever ranks or shows counts adds the two here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, Protocol

from django.db.models import QuerySet

from broadsheet.papers.models import Paper

Papers = Collection[int] | QuerySet[Paper]
"""Ids, or a query for them."""


BATCH = 10_000
"""Ids named in one query: below the parameters that one SQLite statement may have."""


class Counts(NamedTuple):
    votes: int = 0
    comments: int = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(self.votes + other.votes, self.comments + other.comments)

    @property
    def in_words(self) -> list[str]:
        """Such as "2 votes" and "1 comment"; what is 0 is left out."""
        named = zip(self, ("vote", "comment"), strict=True)
        return [f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in named if number]


NONE = Counts()


class Tally(Protocol):
    """Counts of another part."""

    def of(self, papers: Papers) -> Mapping[int, Counts]:
        """Of those of the papers that it has counts of."""

    def most_voted(self, limit: int) -> Mapping[int, Counts]:
        """Of so many papers, those with the most votes; papers without a vote are left out."""


_tallies: list[Tally] = []


def register(tally: Tally) -> None:
    if tally not in _tallies:
        _tallies.append(tally)


def counts_of(papers: Iterable[Paper]) -> dict[int, Counts]:
    """{id: counts of its sources and of all tallies}"""
    return with_tallies({paper.pk: Counts(paper.upvotes, paper.comments) for paper in papers})


def with_tallies(sources: Mapping[int, Counts], among: Papers | None = None) -> dict[int, Counts]:
    """The counts of sources, of which there is one a paper, plus those of all tallies. `among`: a query for the same
    papers, where they are many."""
    tallied = _tallied(sources.keys() if among is None else among) if sources else {}
    return {paper: counts.plus(tallied.get(paper, NONE)) for paper, counts in sources.items()}


def most_voted(limit: int) -> list[int]:
    """Ids of papers, the most votes first, then the newest: at least of the `limit` with most votes of sources and
    the `limit` with most votes of each tally."""
    voted = Paper.unmerged.filter(upvotes__gt=0).order_by("-upvotes", "-day", "-id")
    if not (tallied := _most_voted_of_tallies(limit)):
        return list(voted.values_list("id", flat=True)[:limit])
    rows = {row[0]: row for row in voted.values_list("id", "upvotes", "day")[:limit]}
    others = Paper.unmerged.filter(id__in=tallied.keys() - rows.keys())
    rows |= {row[0]: row for row in others.values_list("id", "upvotes", "day")}
    total = with_tallies({paper: Counts(votes) for paper, votes, _ in rows.values()})
    return sorted(
        rows, key=lambda paper: (total[paper].votes, str(rows[paper][2] or ""), paper), reverse=True
    )


def _tallied(papers: Papers) -> dict[int, Counts]:
    if isinstance(papers, QuerySet):
        return _sum(tally.of(papers) for tally in _tallies)
    ids = list(papers)
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    return _sum(tally.of(batch) for tally in _tallies for batch in batches)


def _most_voted_of_tallies(limit: int) -> dict[int, Counts]:
    return _sum(tally.most_voted(limit) for tally in _tallies)


def _sum(parts: Iterable[Mapping[int, Counts]]) -> dict[int, Counts]:
    total: dict[int, Counts] = {}
    for part in parts:
        for paper, counts in part.items():
            total[paper] = total.get(paper, NONE).plus(counts)
    return total
