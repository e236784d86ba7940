"""Milliseconds to the first 20 results over the papers of a home, by mode, with and without filters.

    BROADSHEET_HOME=DIR python benchmarks/bench_search_latency.py [--queries 300] [--random-vectors] [--json]

Queries are 2 to 6 words drawn from titles. `bare` is tantivy's or the scan's own time for the same query, the
limit that the engine can approach. `--random-vectors` gives every paper a random vector first, in the vector
file alone, for a home whose embeddings are not computed: the scan takes as long over random numbers.
`broadsheet index --rebuild` takes them out again.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from typing import Any

import click
import django
import numpy as np
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
django.setup()

from broadsheet.papers.models import Paper  # noqa: E402
from broadsheet.search import changes, wording  # noqa: E402
from broadsheet.search.embedded import EmbeddedEngine  # noqa: E402
from broadsheet.search.embedding.registry import chosen_model  # noqa: E402
from broadsheet.search.engine import search  # noqa: E402
from broadsheet.search.places import index_home  # noqa: E402
from broadsheet.search.query import parse  # noqa: E402
from broadsheet.search.readers import lexical_view, vector_view  # noqa: E402
from broadsheet.search.vector_writer import VectorRow, VectorWriter  # noqa: E402
from broadsheet.search.vectors import quantise  # noqa: E402

FILTERS = {
    "": "",
    "narrow filter": " field:cs.DB",
    "wide filter": " field:cs after:2024-06",
    "without a word": " -survey",
    "author": " author:wang",
}


@click.command()
@click.option("--queries", default=300, show_default=True)
@click.option("--random-vectors", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def main(queries: int, random_vectors: bool, as_json: bool) -> None:
    if random_vectors:
        fill_with_random_vectors()
    texts = sample_queries(queries)
    view = lexical_view()
    assert view is not None
    rows = [
        measure(
            mode, name, [text + suffix for text in texts], lambda text, mode=mode: search(text, mode=mode)
        )
        for mode in ("lexical", "semantic", "hybrid")
        for name, suffix in FILTERS.items()
    ]
    rows += [
        measure("hybrid", "no facets", texts, lambda text: search(text, facets=False)),
        measure(
            "hybrid",
            "facets and highlights off",
            texts,
            lambda text: search(text, facets=False, highlights=False),
        ),
        measure("bare lexical", "", texts, lambda text: view.top(wording.any_of(wording.terms(text)), 20)),
        measure("bare scan", "", texts, bare_scan()),
    ]
    print_rows(rows, view.papers, as_json)


def sample_queries(count: int) -> list[str]:
    choice = random.Random(1)
    ids = list(Paper.standing.values_list("pk", flat=True))
    titles = Paper.objects.filter(pk__in=choice.sample(ids, min(count, len(ids)))).values_list(
        "title", flat=True
    )
    words = [[word for word in title.split() if word.isalpha()] or ["paper"] for title in titles]
    return [" ".join(choice.sample(each, min(len(each), choice.randint(2, 6)))) for each in words]


def measure(mode: str, name: str, texts: list[str], run: Callable[[str], Any]) -> dict[str, Any]:
    for text in texts[:10]:
        run(text)
    taken = []
    for text in texts:
        start = time.perf_counter()
        run(text)
        taken.append((time.perf_counter() - start) * 1000)
    p50, p95, p99 = np.percentile(taken, [50, 95, 99])
    return {"mode": mode, "what": name, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def bare_scan() -> Callable[[str], Any]:
    model = chosen_model()
    vectors = vector_view(model) if model else None
    assert model is not None
    assert vectors is not None
    return lambda text: vectors.compare(model.embed_query(parse(text).meaning)).best(20)


def fill_with_random_vectors() -> None:
    model = chosen_model()
    assert model is not None
    random_numbers = np.random.default_rng(1)
    writer = VectorWriter(EmbeddedEngine(index_home()).vectors_home(model), model.dimensions, fresh=True)
    ids = list(changes.indexed_papers().order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), 5_000):
        facts = changes.facts_of(ids[at : at + 5_000])
        vectors = random_numbers.normal(size=(len(facts), model.dimensions))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for (paper, fact), vector in zip(facts.items(), quantise(vectors), strict=True):
            writer.put(VectorRow(paper, vector.tobytes(), fact.day, fact.tags, fact.digest))
        writer.commit(revision=changes.newest_revision(), paper=0, embedding=0)
    writer.publish()


def print_rows(rows: list[dict[str, Any]], papers: int, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps({"papers": papers, "rows": rows}, option=orjson.OPT_INDENT_2))
        return
    click.echo(f"{papers:,} papers\n{'':42}{'p50':>8}{'p95':>8}{'p99':>8} ms")
    for row in rows:
        name = f"{row['mode']} {row['what']}"
        click.echo(f"{name:42}{row['p50_ms']:8.1f}{row['p95_ms']:8.1f}{row['p99_ms']:8.1f}")


if __name__ == "__main__":
    main()
