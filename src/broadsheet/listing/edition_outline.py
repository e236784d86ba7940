"""The papers of an edition's sections, with as much of each as a line shows."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.editions.reading import Issue
from broadsheet.papers.models import Paper


def papers_for_lines(issue: Issue, ids: Iterable[int]) -> dict[int, Paper]:
    """By their ids. One query reads those that the edition did not print: address, title and status of each."""
    known = {paper.pk: paper for paper in issue.papers}
    missing = [paper for paper in ids if paper not in known]
    brief = Paper.objects.filter(pk__in=missing).only("public_id", "title", "plain_title", "status")
    return known | {paper.pk: paper for paper in (brief if missing else ())}
