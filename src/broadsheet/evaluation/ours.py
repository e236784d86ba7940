"""Our own search modes, by the code that serves: index, embedding, fusion.

Collections have no votes, dates and identifiers, so these play no part."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.evaluation.collections import Collection
from broadsheet.evaluation.system import DEPTH, Answer, ScoredDocument
from broadsheet.search.documents.document import Document
from broadsheet.search.embedding.model import EmbeddingModel, paper_text
from broadsheet.search.index import folders, lexical
from broadsheet.search.query.parsing import as_words
from broadsheet.search.query.request import Mode
from broadsheet.search.rank.ranker import Ranker
from broadsheet.search.vectors.reader import VectorFileView, VectorReader
from broadsheet.search.vectors.writer import VectorRow, VectorWriter

CANDIDATES = 200
"""Candidates of each half, as on the search page."""
EMBEDDED_AT_ONCE = 512
REPORT_EVERY = 20 * EMBEDDED_AT_ONCE


@contextmanager
def ours(
    collection: Collection, model: EmbeddingModel | None, say: Callable[[str], None]
) -> Iterator[dict[str, Answer]]:
    """Document n of the collection is paper n. `say` is told now and then how many are embedded."""
    with tempfile.TemporaryDirectory() as home:
        words = _words(collection, Path(home) / "words")
        vectors = _vectors(collection, Path(home) / "vectors", model, say) if model else None
        ranker = Ranker(words, vectors, model)
        modes = list(Mode) if model else [Mode.LEXICAL]
        yield {mode.value: _answer(collection, ranker, mode) for mode in modes}


def _answer(collection: Collection, ranker: Ranker, mode: Mode) -> Answer:
    def answer(text: str) -> Iterable[ScoredDocument]:
        ranking = ranker.rank(as_words(text), mode, CANDIDATES)
        pairs = zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True)
        return [ScoredDocument(collection.documents[paper].id, score) for paper, score in pairs][:DEPTH]

    return answer


def _words(collection: Collection, home: Path) -> lexical.TantivyView:
    folder = folders.make_folder(home)
    with lexical.LexicalWriter(folder) as writer:
        for number, document in enumerate(collection.documents):
            writer.put(Document(number, document.title, document.text))
        writer.commit(1, 0)
    lexical.use_folder(home, folder)
    view = lexical.LexicalReader(home).view()
    assert view is not None
    return view


def _vectors(
    collection: Collection, home: Path, model: EmbeddingModel, say: Callable[[str], None]
) -> VectorFileView | None:
    texts = [paper_text(document.title, document.text) for document in collection.documents]
    writer = VectorWriter(home, model.dimensions)
    for start in range(0, len(texts), EMBEDDED_AT_ONCE):
        for at, vector in enumerate(model.embed_texts(texts[start : start + EMBEDDED_AT_ONCE])):
            writer.put(VectorRow(start + at, vector.tobytes(), 0, (), 0))
        if start and start % REPORT_EVERY == 0:
            say(f"{collection.name}: {start:,} of {len(texts):,} embedded")
    writer.commit(revision=1, paper=0, embedding=1)
    return VectorReader(home).view()
