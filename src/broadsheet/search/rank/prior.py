"""The prior: a small addition to the scores of new papers and of papers with votes.

    score + RECENCY * 0.5 ** (days behind the newest candidate / HALF_LIFE_DAYS)
          + VOTES * log(1 + votes) / log(1 + VOTES_SATURATE_AT)

At most 0.05 together, where scores run from 0 to 1: it decides between papers that answer equally well. The
setting BROADSHEET_PRIOR and `prior=off` in an address switch it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from broadsheet.papers import counts
from broadsheet.papers.counts import Counts
from broadsheet.search.documents.document import day_number

RECENCY = 0.02
HALF_LIFE_DAYS = 1_825
VOTES = 0.03
VOTES_SATURATE_AT = 1_000
RERANKED = 100
"""Candidates from the best on that are re-ranked: a prior this small reaches no further."""

_CANDIDATES = "SELECT id, title_hash, upvotes, day FROM papers_paper {}"
_TITLES = "SELECT id, title, plain_title FROM papers_paper"
_INDEXED = {"sqlite": "INDEXED BY paper_standing"}
"""A covering index: the rows themselves are scattered over gigabytes. PostgreSQL chooses it by itself."""


class Candidate(NamedTuple):
    """What re-ranking reads of a paper beside its scores."""

    paper: int
    title_hash: int
    votes: int
    day: int
    """A day number; 0 where the day is unknown."""


def candidates(papers: Sequence[int]) -> dict[int, Candidate]:
    rows = _rows(_CANDIDATES.format(_INDEXED.get(connection.vendor, "")), papers)
    total = counts.with_tallies({paper: Counts(votes) for paper, _, votes, _ in rows})
    return {
        paper: Candidate(paper, hashed, max(total[paper].votes, 0), day_number(_as_date(day)))
        for paper, hashed, _, day in rows
    }


def titles(papers: Sequence[int]) -> dict[int, str]:
    return {paper: plain or title for paper, title, plain in _rows(_TITLES, papers)}


def _rows(select: str, papers: Sequence[int]) -> list[tuple[Any, ...]]:
    """In SQL, for a hundred papers at each search: half of the time that model objects would take."""
    if not papers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE id IN ({','.join(map(str, papers))})")
        return list(cursor.fetchall())


def _as_date(day: date | str | None) -> date | None:
    """SQLite keeps it as text."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def priors(votes: Sequence[int], days: Sequence[int]) -> NDArray[np.float64]:
    """One value a candidate; an unknown day is never recent."""
    day, voted = np.asarray(days, np.float64), np.asarray(votes, np.float64)
    behind = day.max(initial=0.0) - day
    recent = np.where(day > 0, 0.5 ** (behind / HALF_LIFE_DAYS), 0.0)
    approval = np.minimum(np.log1p(voted) / np.log1p(VOTES_SATURATE_AT), 1.0)
    return np.asarray(RECENCY * recent + VOTES * approval, np.float64)
