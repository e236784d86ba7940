"""Which papers are known by their arXiv number while arXiv's own record of them has not been harvested."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from broadsheet.harvest import arxiv
from broadsheet.papers.models import Identifier, SourceRecord


def waiting_numbers(sources: Collection[str]) -> list[str]:
    """Numbers of papers that one of these sources names, newest first."""
    named = SourceRecord.objects.filter(paper=OuterRef("paper"), source__in=sources)
    harvested = SourceRecord.objects.filter(source=arxiv.SOURCE, key=OuterRef("value"))
    rows = Identifier.objects.filter(Exists(named), ~Exists(harvested), scheme="arxiv")
    return sorted(rows.values_list("value", flat=True), reverse=True)
