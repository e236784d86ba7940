"""Proving that the index says what the database says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from broadsheet.papers.models import Embedding
from broadsheet.search import changes
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.embedding.serving import followed_models
from broadsheet.search.readers import lexical_view, vector_view

NAMED = 5
"""Papers that a finding names; the rest are counted."""


def verify() -> list[str]:
    """What is wrong, one sentence each; empty where every paper stands in the index at its revision and
    every embedding in the vector file, and nothing else does. Reads all of both."""
    return _words() + [found for model in followed_models() for found in _vectors(model)]


def _words() -> list[str]:
    rows = changes.indexed_papers().values_list("id", "revision")
    wanted = dict(rows.iterator())
    view = lexical_view()
    present = view.revisions() if view else {}
    stale = [paper for paper, revision in wanted.items() if present.get(paper, revision) != revision]
    return [
        *_said(wanted.keys() - present.keys(), "are missing from the index"),
        *_said(present.keys() - wanted.keys(), "are in the index but not in the database"),
        *_said(stale, "stand in the index at another revision"),
    ]


def _vectors(model: EmbeddingModel) -> list[str]:
    view = vector_view(model)
    present = set(view.live_papers().tolist()) if view else set()
    missing, different, embedded = [], [], set()
    rows = Embedding.objects.filter(model=model.name).exclude(paper__in=changes.left_papers())
    for part in _batches(rows.values_list("paper_id", "vector").iterator(), changes.BATCH):
        stored = view.stored([paper for paper, _ in part]) if view else {}
        missing += [paper for paper, _ in part if paper not in stored]
        different += [paper for paper, vector in part if stored.get(paper, vector) != bytes(vector)]
        embedded |= {paper for paper, _ in part}
    left = set(changes.left_papers().filter(pk__in=list(present - embedded)).values_list("pk", flat=True))
    return [
        *_said(missing, "have an embedding that the vector file lacks"),
        *_said(different, "have another vector in the file than in the database"),
        *_said(left, "left but are still in the vector file"),
    ]


def _batches(rows: Iterable[tuple[int, Any]], size: int) -> Iterator[list[tuple[int, Any]]]:
    iterator = iter(rows)
    while part := list(islice(iterator, size)):
        yield part


def _said(papers: set[int] | list[int], what: str) -> list[str]:
    if not papers:
        return []
    named = ", ".join(map(str, sorted(papers)[:NAMED]))
    return [f"{len(papers):,} papers {what}: {named}{', …' if len(papers) > NAMED else ''}"]
