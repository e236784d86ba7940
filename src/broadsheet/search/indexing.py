"""Brings the index up to the database: after an import, in the worker, from the command line.

One process writes at a time, under a file lock. Both halves follow numbers that only grow (a paper's
revision, an embedding's number) and keep how far they came in the very commit that took them there: a
killed run is continued, not repaired.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from broadsheet import locks
from broadsheet.papers.models import Embedding
from broadsheet.search.completion import writer as completion
from broadsheet.search.completion.reader import completion_home, reader
from broadsheet.search.documents import changes
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.embedding.registry import chosen_model
from broadsheet.search.embedding.serving import followed_models, serving_model, settle
from broadsheet.search.engine.files import index_home, make_usable
from broadsheet.search.engine.inspection import StoredIndex, damage_of
from broadsheet.search.engine.results import Progress, no_progress
from broadsheet.search.index.stored import StoredFolders
from broadsheet.search.verification import verify
from broadsheet.search.views import chosen_engine, lexical_view, vector_view

__all__ = [
    "IndexStatus",
    "catch_up",
    "damage",
    "is_behind",
    "lexical_mark",
    "rebuild",
    "refusals",
    "status",
    "stored",
    "verify",
]


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
    """Whose vectors serve; `none` for words only."""
    next_model: str = ""
    """The model that will serve once no embedding of it is pending; empty where it already does."""


def catch_up(progress: Progress = no_progress) -> int:
    """Bring both halves up to the database; returns how many papers were written. Costs next to
    nothing where there is nothing to do."""
    if not is_behind():
        return 0
    with _writing():
        written = _catch_up_lexical(progress)
        for model in followed_models():
            _catch_up_vectors(model)
        settle()
        completion.follow(completion_home())
    return written


def rebuild(progress: Progress = no_progress) -> int:
    """Make the whole index anew, whatever state the folder is in; the old one is served until the new one is
    complete."""
    with _writing():
        written = chosen_engine().rebuild_lexical(progress)
        for model in followed_models():
            chosen_engine().rebuild_vectors(model)
        completion.rebuild(completion_home())
    return written


def stored() -> list[StoredIndex]:
    """What of the index lies in files of this machine."""
    home = completion_home()
    return [
        *chosen_engine().stored(followed_models()),
        StoredFolders("The index for completion", home, reader(home)),
    ]


def damage() -> list[str]:
    """What is not as it was written, one sentence each. Reads every file."""
    return damage_of(stored())


def refusals() -> list[str]:
    """What the system does not let this process read."""
    return [each.reader.refusal for each in stored() if not each.reader.view() and each.reader.refusal]


def lexical_mark() -> tuple[int, int]:
    """The (revision, paper) up to which papers are in the lexical index."""
    view = lexical_view()
    return (view.mark.revision, view.mark.paper) if view else (0, 0)


def status() -> IndexStatus:
    model, chosen = serving_model(), chosen_model()
    lexical = lexical_view()
    vectors = vector_view(model) if model else None
    papers = changes.indexed_papers().count()
    embedded = _embedded(chosen.name) if chosen else papers
    return IndexStatus(
        papers_in_db=papers,
        papers_in_index=lexical.papers if lexical else 0,
        watermark=lexical.mark.revision if lexical else 0,
        vectors=len(vectors) if vectors else 0,
        pending_embeddings=max(0, papers - embedded),
        newest_revision=changes.newest_revision(),
        model=model.name if model else "none",
        next_model=chosen.name if chosen and model and chosen.name != model.name else "",
    )


def _embedded(model: str) -> int:
    return Embedding.objects.filter(model=model).exclude(paper__in=changes.left_papers()).count()


def is_behind() -> bool:
    """Whether a catch-up would find anything to do."""
    if chosen_engine().outdated():
        return True
    lexical, newest = lexical_view(), changes.newest_revision()
    if lexical is None:
        return True
    mark = lexical.mark
    if mark.revision != newest or changes.changes_exist(mark.revision, mark.paper):
        return True
    if completion.behind(completion_home()):
        return True
    return any(_vectors_behind(model, newest) for model in followed_models())


def _vectors_behind(model: EmbeddingModel, newest: int) -> bool:
    if chosen_engine().vectors_outdated(model):
        return True
    vectors, embedding = vector_view(model), changes.newest_embedding(model.name)
    if vectors is None:
        return embedding > 0
    return vectors.mark != (newest, embedding)


def _catch_up_lexical(progress: Progress) -> int:
    engine, view = chosen_engine(), lexical_view()
    of_another_state = view is not None and view.mark.revision > changes.newest_revision()
    if of_another_state or engine.outdated():
        return engine.rebuild_lexical(progress)
    return engine.follow_lexical(progress)


def _catch_up_vectors(model: EmbeddingModel) -> None:
    view, newest = vector_view(model), changes.newest_embedding(model.name)
    of_another_state = view is not None and view.mark.embedding > newest
    if of_another_state or chosen_engine().vectors_outdated(model):
        chosen_engine().rebuild_vectors(model)
    elif view is not None or newest:
        chosen_engine().follow_vectors(model)


@contextmanager
def _writing() -> Iterator[None]:
    lock = make_usable(index_home()) / "write.lock"
    if lock.is_dir():
        shutil.rmtree(lock)
    with locks.held(lock):
        yield
