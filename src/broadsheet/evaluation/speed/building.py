"""Build our index of the first papers of the home in a folder of its own, and measure the build."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.evaluation.speed.gathering import batches
from broadsheet.search.documents import changes
from broadsheet.search.documents.document import Document
from broadsheet.search.embedding.model import EmbeddingModel, paper_text
from broadsheet.search.embedding.registry import model_named, threads
from broadsheet.search.index.embedded import EmbeddedEngine
from broadsheet.search.index.folders import current_folder, make_folder
from broadsheet.search.index.following import collecting_rarely
from broadsheet.search.index.lexical import LexicalWriter, use_folder
from broadsheet.search.vectors.writer import VectorRow, VectorWriter

EMBEDDED, EMBEDDED_S = 20_000, 20.0
"""Most texts, and longest time in seconds, for measuring the rate of embedding."""
A_BATCH = 500
COMMIT_EVERY = 50_000
Vectors = NDArray[np.int8]


@dataclass(frozen=True)
class Built:
    engine: EmbeddedEngine
    model: EmbeddingModel
    papers: int
    median_day: str
    rates: dict[str, float]
    later: tuple[list[Document], Vectors]
    """Papers that come after the index is built."""

    def add(self) -> dict[str, Any]:
        """Seconds until both indexes return all of them."""
        documents, vectors = self.later
        before, folder = len(_live(self.engine, self.model)), current_folder(self.engine.lexical_home)
        assert folder is not None
        start = time.perf_counter()
        with LexicalWriter(folder) as writer:
            for document in documents:
                writer.put(document)
            writer.commit(changes.newest_revision(), 1)
        _put(VectorWriter(self.engine.vectors_home(self.model), vectors.shape[1]), documents, vectors)
        words = self.engine.lexical()
        assert words is not None
        assert words.papers == len(_live(self.engine, self.model)) == before + len(documents)
        return {"added": len(documents), "visible_s": time.perf_counter() - start}


def built(place: Path, name: str, papers: int, added: int) -> Built:
    """The words come straight from the database, as `broadsheet index --rebuild` reads them."""
    engine, model = EmbeddedEngine(place / "index"), model_named(name, threads())
    assert model is not None
    folder = make_folder(engine.lexical_home)
    start = time.perf_counter()
    with collecting_rarely(), LexicalWriter(folder) as writer:
        for batch in _documents(papers):
            for document in batch:
                writer.put(document)
        writer.commit(changes.newest_revision(), 0)
    words_s = time.perf_counter() - start
    use_folder(engine.lexical_home, folder)
    documents, vectors = _read(name, papers + added)
    first, later = documents[:papers], (documents[papers:], vectors[papers:])
    start = time.perf_counter()
    with collecting_rarely():
        file = VectorWriter(engine.vectors_home(model), vectors.shape[1])
        for at in range(0, len(first), COMMIT_EVERY):
            end = min(at + COMMIT_EVERY, len(first))
            _put(file, first[at:end], vectors[at:end])
    vectors_s = time.perf_counter() - start
    embedding_s = _embedding_s(model, first) * len(first)
    return Built(
        engine,
        model,
        len(first),
        date.fromordinal(max(1, int(np.median([document.day for document in first])))).isoformat(),
        {
            "words_per_s": len(first) / words_s,
            "build_per_s": len(first) / (words_s + vectors_s),
            "embedding_per_s": len(first) / embedding_s,
            "build_and_embed_per_s": len(first) / (words_s + vectors_s + embedding_s),
        },
        later,
    )


def _documents(papers: int) -> Iterator[list[Document]]:
    revision = paper = taken = 0
    while taken < papers and (batch := changes.changes_after(revision, paper, changes.BATCH)):
        revision, paper = batch[-1].revision, batch[-1].paper
        documents = [each.document for each in batch if each.document][: papers - taken]
        taken += len(documents)
        yield documents


def _read(model: str, papers: int) -> tuple[list[Document], Vectors]:
    documents: list[Document] = []
    vectors = []
    for batch, found in batches(model, papers):
        documents += batch
        vectors.append(found)
    return documents, np.concatenate(vectors)


def _put(file: VectorWriter, documents: Sequence[Document], vectors: Vectors) -> None:
    for document, vector in zip(documents, vectors, strict=True):
        file.put(VectorRow(document.id, vector.tobytes(), document.day, document.tags, 1))
    file.commit(revision=changes.newest_revision(), paper=0, embedding=1)


def _embedding_s(model: EmbeddingModel, documents: Sequence[Document]) -> float:
    """A paper, on all cores."""
    texts = [paper_text(each.title, each.abstract) for each in documents[:EMBEDDED]]
    model.embed_texts(texts[:10])
    start, done = time.perf_counter(), 0
    while done < len(texts) and time.perf_counter() - start < EMBEDDED_S:
        done += len(model.embed_texts(texts[done : done + A_BATCH]))
    return (time.perf_counter() - start) / done


def _live(engine: EmbeddedEngine, model: EmbeddingModel) -> NDArray[np.int64]:
    view = engine.vectors(model)
    assert view is not None
    return view.live_papers()
