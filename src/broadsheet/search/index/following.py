"""Updates of the embedded index from the database, lexical and vectors, under the lock of `search/indexing.py`."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.search.documents import changes
from broadsheet.search.engine import checksums
from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.mapped_files import Watch
from broadsheet.search.engine.results import Progress, no_progress
from broadsheet.search.engine.vector_space import VectorSpace
from broadsheet.search.index.folders import clean, folder_to_follow, holds_remains, make_folder
from broadsheet.search.index.lexical import LexicalWriter, use_folder
from broadsheet.search.index.segments import mark_verified
from broadsheet.search.vectors.file_layout import files_of, prove, read_manifest
from broadsheet.search.vectors.writer import VectorRow, VectorWriter

logger = logging.getLogger("broadsheet.search")

COMMIT_EVERY_PAPERS = 50_000
COMMIT_EVERY_S = 10.0
RARELY = (100_000, 20, 50)


def follow_lexical(home: Path, progress: Progress = no_progress) -> int:
    folder = folder_to_follow(home)
    if folder is None and holds_remains(home):
        return rebuild_lexical(home, progress)
    if folder is None:
        folder = make_folder(home)
        use_folder(home, folder)
    clean(home, folder)
    written = _write_words(folder, progress)
    mark_verified(home, folder)
    return written


def rebuild_lexical(home: Path, progress: Progress = no_progress) -> int:
    folder = make_folder(home)
    written = _write_words(folder, progress, hidden=True)
    use_folder(home, folder)
    return written


def _write_words(folder: Path, progress: Progress, *, hidden: bool = False) -> int:
    """A rebuild, which is hidden until complete, is committed once, which spares merging."""
    with collecting_rarely(), LexicalWriter(folder) as writer:
        revision, paper = writer.mark.revision, writer.mark.paper
        total = changes.count_after(revision, paper)
        written = uncommitted = 0
        committed_at = time.monotonic()
        while batch := changes.changes_after(revision, paper, changes.BATCH):
            for change in batch:
                _write_change(writer, change)
            revision, paper = batch[-1].revision, batch[-1].paper
            written, uncommitted = written + len(batch), uncommitted + len(batch)
            progress(written, min(1.0, written / max(total, written)))
            late = time.monotonic() - committed_at >= COMMIT_EVERY_S
            if not hidden and (uncommitted >= COMMIT_EVERY_PAPERS or late):
                writer.commit(revision, paper)
                uncommitted, committed_at = 0, time.monotonic()
        if uncommitted or not writer.mark.revision:
            writer.commit(revision, paper)
    return written


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Thousands of papers are made and let go, none of them in a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _write_change(writer: LexicalWriter, change: changes.Change) -> None:
    if change.document is None:
        writer.remove(change.paper)
    else:
        writer.put(change.document)


def follow_vectors(home: Path, space: VectorSpace) -> None:
    if not _may_follow_vectors(home):
        return rebuild_vectors(home, space)
    writer = VectorWriter(home, changes.vector_bytes(space.name) or space.dimensions)
    _write_vectors(writer, space)
    writer.mark_verified()


def rebuild_vectors(home: Path, space: VectorSpace) -> None:
    writer = VectorWriter(home, changes.vector_bytes(space.name) or space.dimensions, rebuild=True)
    _write_vectors(writer, space)
    writer.publish()


def _may_follow_vectors(home: Path) -> bool:
    """Whether every file is what was written; those that changed since they were recorded as verified are read."""
    try:
        manifest = read_manifest(home)
        if manifest is None:
            return True
        verified = checksums.read_verified(home)
        for path, stamp in Watch(files_of(home, manifest)).stamps.items():
            if not checksums.is_verified(home, path, stamp, verified):
                prove(path, manifest)
        return not manifest.is_former
    except Damaged as error:
        logger.warning("The vector file is damaged (%s); it is made anew from the database.", error)
        return False


def _write_vectors(writer: VectorWriter, space: VectorSpace) -> None:
    """New embeddings first; then papers whose facts changed, or which left or came back."""
    newest = changes.newest_revision()
    start, number = writer.manifest, writer.manifest.embedding
    while batch := changes.embeddings_after(space.name, number, changes.BATCH):
        facts = changes.facts_of([paper for _, paper, _ in batch])
        for _, paper, vector in batch:
            if paper in facts:
                writer.put(_row(paper, vector, facts[paper]))
        number = batch[-1][0]
        writer.commit(revision=start.revision, paper=start.paper, embedding=number)
    revision, paper = start.revision, start.paper
    while changed := changes.embedded_changes_after(space.name, revision, paper, changes.BATCH):
        _refresh(writer, space, [each for _, each in changed])
        revision, paper = changed[-1]
        writer.commit(revision=revision, paper=paper, embedding=number)
    if writer.manifest.revision != newest:
        writer.commit(revision=newest, paper=0, embedding=number)


def _refresh(writer: VectorWriter, space: VectorSpace, papers: list[int]) -> None:
    facts = changes.facts_of(papers)
    stale = [paper for paper, current in facts.items() if writer.facts(paper) != current.digest]
    for paper, vector in changes.vectors_of(space.name, stale).items():
        writer.put(_row(paper, vector, facts[paper]))
    for paper in papers:
        if paper not in facts:
            writer.drop(paper)


def _row(paper: int, vector: bytes, facts: changes.Facts) -> VectorRow:
    return VectorRow(paper, vector, facts.day, facts.tags, facts.digest)
