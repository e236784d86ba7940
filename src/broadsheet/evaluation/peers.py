"""Other search systems, each set up as its documentation says. Those that are not installed are left out."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import numpy as np

from broadsheet.evaluation.collections import Collection, Document
from broadsheet.evaluation.postgresql import NAME as POSTGRESQL
from broadsheet.evaluation.postgresql import postgresql
from broadsheet.evaluation.system import DEPTH, Answer, ScoredDocument, Systems


@contextmanager
def sqlite_fts5(collection: Collection) -> Iterator[dict[str, Answer]]:
    """SQLite FTS5: any of the query's words, Porter stemming, BM25 with the title counting three times."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, title, text, tokenize='porter unicode61')"
        )
        database.executemany(
            "INSERT INTO docs VALUES (?, ?, ?)", [(d.id, d.title, d.text) for d in collection.documents]
        )

        def answer(text: str) -> Iterable[ScoredDocument]:
            expression = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
            if not expression:
                return []
            rows = database.execute(
                "SELECT id, -bm25(docs, 0, 3, 1) AS score FROM docs WHERE docs MATCH ? ORDER BY score DESC LIMIT ?",
                (expression, DEPTH),
            )
            return [ScoredDocument(*row) for row in rows]

        yield {"SQLite FTS5": answer}


@contextmanager
def bm25s(collection: Collection) -> Iterator[dict[str, Answer]]:
    """bm25s with English stop words and stemming."""
    logging.getLogger("jax").setLevel(logging.WARNING)
    import bm25s as library
    import Stemmer

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # its import sets another
    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> object:
        return library.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    index = library.BM25()
    index.index(tokens(_texts(collection.documents)), show_progress=False)
    depth = min(DEPTH, len(collection.documents))

    def answer(text: str) -> Iterable[ScoredDocument]:
        rows, scores = index.retrieve(tokens([text]), k=depth, show_progress=False)
        return _scored(collection, rows[0], scores[0])

    yield {"bm25s": answer}


@contextmanager
def tf_idf(collection: Collection) -> Iterator[dict[str, Answer]]:
    """arxiv-sanity's way: words and pairs of words, sublinear, compared with every paper."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        stop_words="english", ngram_range=(1, 2), sublinear_tf=True, max_features=200_000, dtype=np.float32
    )
    weights = vectorizer.fit_transform(_texts(collection.documents))

    def answer(text: str) -> Iterable[ScoredDocument]:
        scores = (weights @ vectorizer.transform([text]).T).toarray().ravel()
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return _scored(collection, best, scores[best])

    yield {"scikit-learn TF-IDF": answer}


PEERS: dict[str, Systems] = {
    "SQLite FTS5": sqlite_fts5,
    POSTGRESQL: postgresql,
    "bm25s": bm25s,
    "scikit-learn TF-IDF": tf_idf,
}


def _texts(documents: list[Document]) -> list[str]:
    return [f"{document.title} {document.text}" for document in documents]


def _scored(collection: Collection, rows: np.ndarray, scores: np.ndarray) -> list[ScoredDocument]:
    pairs = zip(rows.tolist(), scores.tolist(), strict=True)
    return [ScoredDocument(collection.documents[row].id, score) for row, score in pairs if score > 0]
