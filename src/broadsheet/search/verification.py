"""Verification of the index against the database, paper by paper, up to the index's mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from broadsheet.papers.models import Embedding, Paper
from broadsheet.search.documents import changes
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.embedding.serving import followed_models
from broadsheet.search.engine.results import Mark
from broadsheet.search.views import lexical_view, vector_view

NAMED = 5
"""Papers that a finding names; the rest are counted."""
LOOKS = 3


def verify() -> list[str]:
    """What is wrong, one sentence each; empty where every paper that the index has come to stands in it at its
    revision, and every embedding that it has come to in the vector file, and nothing else does. Reads all of both.

    Differences found while the index moves on are checked again; where it keeps moving, none is reported.
    """
    for _ in range(LOOKS):
        state = _state()
        findings = _lexical() + [each for model in followed_models() for each in _vectors(model)]
        if not findings or _state() == state:
            return findings
    return []


def _state() -> object:
    """Of the index and of what it follows."""
    lexical, vectors = lexical_view(), [vector_view(model) for model in followed_models()]
    embeddings = [changes.newest_embedding(model.name) for model in followed_models()]
    marks = [view and view.mark for view in (lexical, *vectors)]
    return marks, embeddings, changes.newest_revision()


def _lexical() -> list[str]:
    view = lexical_view()
    mark = view.mark if view else Mark()
    present = view.revisions() if view else {}
    later = set(changes.later(mark.revision, mark.paper).values_list("id", flat=True).iterator())
    rows = changes.indexed_papers().values_list("id", "revision")
    wanted = {paper: revision for paper, revision in rows.iterator() if paper not in later}
    stale = [paper for paper, revision in wanted.items() if present.get(paper, revision) != revision]
    return [
        *_finding(wanted.keys() - present.keys(), "are missing from the index"),
        *_finding(present.keys() - wanted.keys() - later, "are in the index but not in the database"),
        *_finding(stale, "stand in the index at another revision"),
    ]


def _vectors(model: EmbeddingModel) -> list[str]:
    """Embeddings above the file's mark are still to come, and papers that changed after it."""
    view = vector_view(model)
    if view is None:
        return []
    present = set(view.live_papers().tolist())
    missing, different, embedded = [], [], set()
    rows = Embedding.objects.filter(model=model.name, id__lte=view.mark.embedding)
    rows = rows.filter(paper__revision__lte=view.mark.revision).exclude(paper__in=changes.left_papers())
    for part in _batches(rows.values_list("paper_id", "vector").iterator(), changes.BATCH):
        stored = view.stored([paper for paper, _ in part])
        missing += [paper for paper, _ in part if paper not in stored]
        different += [paper for paper, vector in part if stored.get(paper, vector) != bytes(vector)]
        embedded |= {paper for paper, _ in part}
    return [
        *_finding(missing, "have an embedding that the vector file lacks"),
        *_finding(different, "have another vector in the file than in the database"),
        *_finding(_left(present - embedded, view.mark.revision), "left but are still in the vector file"),
    ]


def _left(papers: set[int], revision: int) -> set[int]:
    """Of these, what left before the revision; the database may not know a paper at all."""
    rows = Paper.objects.filter(pk__in=list(papers))
    known = set(rows.values_list("pk", flat=True))
    left = changes.left_papers().filter(pk__in=list(papers), revision__lte=revision)
    return (papers - known) | set(left.values_list("pk", flat=True))


def _batches(rows: Iterable[tuple[int, Any]], size: int) -> Iterator[list[tuple[int, Any]]]:
    iterator = iter(rows)
    while part := list(islice(iterator, size)):
        yield part


def _finding(papers: set[int] | list[int], what: str) -> list[str]:
    if not papers:
        return []
    named = ", ".join(map(str, sorted(papers)[:NAMED]))
    return [f"{len(papers):,} papers {what}: {named}{', …' if len(papers) > NAMED else ''}"]
