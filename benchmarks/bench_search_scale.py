"""The search engine at scale: how fast it is built, how fast it answers, beside what its parts could do at best.

    BROADSHEET_HOME=DIR python benchmarks/bench_search_scale.py [--papers 1000000] [--queries 200] [--json]

The papers of the home are written to an index of their own in a temporary folder, once or as often as
`--papers` asks for: copies have other numbers, lose a tenth of their words, and are in the index alone, so
that the database has no text to show for them. Vectors are random around a thousand centres. Queries are 2 to
6 words drawn from titles. `bare` is tantivy's own time and the scan's own time for the same queries, the limit
that each half can approach. CPU is that of the process, all threads, and says more than the clock does on a
machine that others use.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import django
import numpy as np
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
django.setup()

from django.db import connections  # noqa: E402

from broadsheet.papers.models import Paper  # noqa: E402
from broadsheet.search import changes, ranker, readers, wording  # noqa: E402
from broadsheet.search.documents import Document  # noqa: E402
from broadsheet.search.embedded import EmbeddedEngine  # noqa: E402
from broadsheet.search.embedding.serving import serving_model  # noqa: E402
from broadsheet.search.engine import search  # noqa: E402
from broadsheet.search.folders import make_folder  # noqa: E402
from broadsheet.search.lexical import LexicalWriter, use_folder  # noqa: E402
from broadsheet.search.vector_writer import VectorRow, VectorWriter  # noqa: E402
from broadsheet.search.vectors import UNIT, quantise  # noqa: E402

FILTERS = {
    "": "",
    "narrow filter": " field:cs.DB",
    "wide filter": " field:cs after:2024-06",
    "without a word": " -survey",
    "author": " author:wang",
}
MODES = ("lexical", "semantic", "hybrid")
CENTRES, SPREAD = 1_000, 0.8
CLIENTS = (1, 2, 8)
PROCESSES = 2
ADDED = 2_000
Row = dict[str, Any]


@click.command()
@click.option("--papers", type=int, help="Default: those of the home, each once.")
@click.option("--queries", default=200, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(papers: int | None, queries: int, as_json: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        readers.chosen_engine = lambda: engine
        report: dict[str, Any] = {"build": build(engine, papers or changes.indexed_papers().count())}
        report["disk_mb"] = (
            sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
        )
        texts = sample_queries(queries)
        report["latency"] = [*latencies(texts), *bare(texts)]
        report["anonymous_mb"] = anonymous_mb()
        report["throughput"] = throughput(texts)
        report["visible"] = visible(engine)
    click.echo(orjson.dumps(report, option=orjson.OPT_INDENT_2) if as_json else shown(report))


def build(engine: EmbeddedEngine, papers: int) -> Row:
    folder, vectors = make_folder(engine.words_home), random_vectors()
    model = serving_model()
    assert model is not None
    measured: dict[str, tuple[float, float]] = {}
    with timed(measured, "words, database included"), LexicalWriter(folder) as writer:
        facts = [keep(writer, document) for document in documents(papers)]
        writer.commit(changes.newest_revision(), 0)
    use_folder(engine.words_home, folder)
    with timed(measured, "vector file"):
        file = VectorWriter(engine.vectors_home(model), model.dimensions)
        for at, (paper, day, tags) in enumerate(facts, 1):
            file.put(VectorRow(paper, next(vectors), day, tags, 1))
            if at % 50_000 == 0:
                file.commit(revision=0, paper=0, embedding=0)
        file.commit(revision=changes.newest_revision(), paper=0, embedding=0)
    done = len(facts)
    rates = {
        name: {"papers_per_s": done / wall, "cpu_us": cpu / done * 1e6}
        for name, (wall, cpu) in measured.items()
    }
    return {"papers": done, "rates": rates}


def keep(writer: LexicalWriter, document: Document) -> tuple[int, int, tuple[str, ...]]:
    writer.put(document)
    return document.id, document.day, document.tags


def documents(papers: int) -> Iterator[Document]:
    choice, written, highest = (
        random.Random(1),
        0,
        changes.indexed_papers().order_by("-pk").values_list("pk")[0][0],
    )
    for copy in range(papers):
        revision = paper = 0
        while batch := changes.changes_after(revision, paper, changes.BATCH):
            revision, paper = batch[-1].revision, batch[-1].paper
            for document in (change.document for change in batch if change.document):
                if written == papers:
                    return
                written += 1
                yield perturbed(document, copy * highest, choice) if copy else document


def perturbed(document: Document, by: int, choice: random.Random) -> Document:
    words = document.abstract.split()
    for _ in range(len(words) // 10):
        words.pop(choice.randrange(len(words)))
    return replace(document, id=document.id + by, abstract=" ".join(words))


def random_vectors() -> Iterator[bytes]:
    numbers, model = np.random.default_rng(1), serving_model()
    assert model is not None
    centres = numbers.normal(size=(CENTRES, model.dimensions)).astype(np.float32)
    while True:
        shape = (5_000, model.dimensions)
        near = centres[numbers.integers(CENTRES, size=5_000)] + SPREAD * numbers.standard_normal(
            shape, np.float32
        )
        near /= np.linalg.norm(near, axis=1, keepdims=True)
        yield from (vector.tobytes() for vector in quantise(near))


class timed:
    """Wall clock and CPU of what is done in it."""

    def __init__(self, into: dict[str, tuple[float, float]], name: str) -> None:
        self._into, self._name = into, name

    def __enter__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def __exit__(self, *error: object) -> None:
        wall, cpu = self._start
        self._into[self._name] = (time.perf_counter() - wall, time.process_time() - cpu)


def sample_queries(count: int) -> list[str]:
    choice, ids = random.Random(1), list(Paper.standing.values_list("pk", flat=True))
    titles = Paper.objects.filter(pk__in=choice.sample(ids, min(count, len(ids)))).values_list(
        "title", flat=True
    )
    words = [[word for word in title.split() if word.isalpha()] or ["paper"] for title in titles]
    return [" ".join(choice.sample(each, min(len(each), choice.randint(2, 6)))) for each in words]


def latencies(texts: list[str]) -> list[Row]:
    rows = [
        measure(
            mode, name, [text + suffix for text in texts], lambda text, mode=mode: search(text, mode=mode)
        )
        for mode in MODES
        for name, suffix in FILTERS.items()
    ]
    plain = {"facets": False, "highlights": False}
    rows += [
        measure(mode, "ranking alone", texts, lambda text, mode=mode: search(text, mode=mode, **plain))
        for mode in MODES
    ]
    return rows


def bare(texts: list[str]) -> list[Row]:
    import simsimd

    view, model = readers.lexical_view(), serving_model()
    assert view is not None
    assert model is not None
    vectors = readers.vector_view(model)
    assert vectors is not None
    embedded = {text: model.embed_query(text) for text in texts}
    file: Any = vectors

    def scan(text: str) -> None:
        query = np.rint(embedded[text] * UNIT).astype(np.int8).reshape(1, -1)
        simsimd.cdist(query, file.vectors, metric="dot", out_dtype="f32")

    return [
        measure(
            "bare", "tantivy, top 20", texts, lambda text: view.top(wording.any_of(wording.terms(text)), 20)
        ),
        measure("bare", "scan", texts, scan),
        measure("bare", "query embedding", [f"{text} anew" for text in texts], model.embed_query),
    ]


def measure(mode: str, name: str, texts: list[str], run: Callable[[str], Any]) -> Row:
    for text in texts[:10]:
        run(text)
    taken, cpu = [], time.process_time()
    for text in texts:
        start = time.perf_counter()
        run(text)
        taken.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu) / len(texts) * 1000
    p50, p95, p99 = np.percentile(taken, [50, 95, 99])
    return {"mode": mode, "what": name, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "cpu_ms": cpu}


def throughput(texts: list[str]) -> list[Row]:
    """Hybrid searches a second by so many clients, in two serving processes."""
    connections.close_all()
    rows = []
    for clients in CLIENTS:
        processes = min(PROCESSES, clients)
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            jobs = [(texts, clients // processes)] * processes
            pool.starmap(answer_all, [(texts[:10], 1)] * processes)
            start = time.perf_counter()
            answered = sum(pool.starmap(answer_all, jobs, chunksize=1))
            rows.append({"clients": clients, "per_s": answered / (time.perf_counter() - start)})
    return rows


def answer_all(texts: list[str], threads: int) -> int:
    ranker._SCANS = ThreadPoolExecutor(4)  # the threads of the former process are not here

    def answer() -> None:
        for text in texts:
            search(text)
        connections.close_all()

    running = [threading.Thread(target=answer) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return threads * len(texts)


def visible(engine: EmbeddedEngine) -> Row:
    """From the first of some new papers to the last of them found, vectors apart."""
    view = engine.words()
    assert view is not None
    highest, before = int(max(view.revisions())), view.papers
    new = [replace(each, id=highest + at) for at, each in enumerate(documents(ADDED), 1)]
    folder = next(engine.words_home.glob("w*"))
    start = time.perf_counter()
    with LexicalWriter(folder) as writer:
        for document in new:
            writer.put(document)
        writer.commit(changes.newest_revision(), 1)
        after = engine.words()
        assert after is not None
        assert after.papers == before + len(new)
        seconds = time.perf_counter() - start
    return {"papers": len(new), "seconds": seconds}


def anonymous_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def shown(report: dict[str, Any]) -> str:
    build, new = report["build"], report["visible"]
    lines = [f"{build['papers']:,} papers; {report['disk_mb']:,.0f} MB on disk"]
    lines += [
        f"build, {name}: {rate['papers_per_s']:,.0f} papers/s, {rate['cpu_us']:.0f} us CPU a paper"
        for name, rate in build["rates"].items()
    ]
    lines += [f"{new['papers']:,} new papers visible after {new['seconds']:.2f} s"]
    lines += [f"anonymous memory of this process after the queries: {report['anonymous_mb']:.0f} MB", ""]
    lines += [f"{'':34}{'p50':>8}{'p95':>8}{'p99':>8}{'CPU':>8} ms"]
    for row in report["latency"]:
        numbers = "".join(f"{row[name]:8.1f}" for name in ("p50_ms", "p95_ms", "p99_ms", "cpu_ms"))
        lines.append(f"{row['mode']:10}{row['what']:24}{numbers}")
    return "\n".join(
        [*lines, "", *(f"{row['clients']} clients: {row['per_s']:.0f}/s" for row in report["throughput"])]
    )


if __name__ == "__main__":
    main()
