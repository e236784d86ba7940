"""Votes and comments as answers show them: the one place where they are added up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from broadsheet.papers.models import Paper


class Counts(NamedTuple):
    votes: int
    comments: int


def counts_of(papers: Sequence[Paper]) -> dict[int, Counts]:
    """{paper: counts}. What its sources count; other tallies of a paper are to be added here, for all at once."""
    return {paper.id: Counts(paper.upvotes, paper.comments) for paper in papers}
