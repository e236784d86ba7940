"""Bringing the index up to the database: after an import, in the worker, from the command line.

One process writes at a time, under a file lock. Both halves follow numbers that only grow (a paper's
revision, an embedding's number) and keep how far they came in the very commit that took them there: a
killed run is continued, not repaired.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from broadsheet import locks
from broadsheet.papers.models import Embedding
from broadsheet.search import changes, following
from broadsheet.search.embedding.registry import chosen_model
from broadsheet.search.following import Progress
from broadsheet.search.lexical import LexicalView, Mark
from broadsheet.search.places import index_home
from broadsheet.search.readers import lexical_view, vector_view, vectors_home, words_home
from broadsheet.search.vector_log import Manifest
from broadsheet.search.verifying import verify

__all__ = ["IndexStatus", "catch_up", "rebuild", "status", "verify"]


@dataclass(frozen=True)
class IndexStatus:
    papers_in_db: int
    papers_in_index: int
    watermark: int
    """The last revision in the index."""
    vectors: int
    pending_embeddings: int
    newest_revision: int
    model: str
    """Whose vectors; `none` for words only."""


def catch_up(progress: Progress = following.quiet) -> int:
    """Bring words and vectors up to the database; returns how many papers were written. Costs next to
    nothing where there is nothing to do."""
    if not _behind():
        return 0
    with _writing():
        written = _catch_up_words(progress)
        _catch_up_vectors()
    return written


def rebuild(progress: Progress = following.quiet) -> int:
    """Make the whole index anew; the old one is served until the new one is complete."""
    with _writing():
        written = following.rebuild_words(words_home(), progress)
        if model := chosen_model():
            following.rebuild_vectors(vectors_home(model), model)
    return written


def status() -> IndexStatus:
    model = chosen_model()
    words = lexical_view()
    vectors = vector_view(model) if model else None
    papers = changes.indexed_papers().count()
    embedded = _embedded(model.name) if model else papers
    return IndexStatus(
        papers_in_db=papers,
        papers_in_index=words.papers if words else 0,
        watermark=words.mark.revision if words else 0,
        vectors=len(vectors) if vectors else 0,
        pending_embeddings=max(0, papers - embedded),
        newest_revision=changes.newest_revision(),
        model=model.name if model else "none",
    )


def _embedded(model: str) -> int:
    return Embedding.objects.filter(model=model).exclude(paper__in=changes.left_papers()).count()


def _behind() -> bool:
    words = lexical_view()
    mark = words.mark if words else Mark()
    newest = changes.newest_revision()
    if words is None or mark.revision != newest or changes.changes_exist(mark.revision, mark.paper):
        return True
    model = chosen_model()
    if model is None:
        return False
    vectors = vector_view(model)
    manifest = vectors.manifest if vectors else Manifest(model.dimensions)
    if vectors is None or manifest.revision != newest:
        return True
    return manifest.embedding != changes.newest_embedding(model.name)


def _catch_up_words(progress: Progress) -> int:
    view: LexicalView | None = lexical_view()
    if view is not None and view.mark.revision > changes.newest_revision():
        return following.rebuild_words(words_home(), progress)  # of another state of the database
    return following.follow_words(words_home(), progress)


def _catch_up_vectors() -> None:
    model = chosen_model()
    if model is None:
        return
    view = vector_view(model)
    if view is not None and view.manifest.embedding > changes.newest_embedding(model.name):
        following.rebuild_vectors(vectors_home(model), model)
    else:
        following.follow_vectors(vectors_home(model), model)


@contextmanager
def _writing() -> Iterator[None]:
    with locks.held(index_home() / "write.lock"):
        yield
