"""Measure our search in a process of its own: `python -m broadsheet.evaluation.speed.ours FOLDER PAPERS`. Prints JSON.

The index of the first PAPERS of the home is made in a temporary folder by the code that serves; texts, votes and
completion come from the home itself. `answer` is what a reader gets: facets, reasons and marked words included. The
other rows leave those out, as the peers do, and name the same papers in the same order.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from broadsheet import process
from broadsheet.evaluation.speed import figures, material
from broadsheet.evaluation.speed.material import TOP, Material

NAME = "Broadsheet"
MODES = {"words": "lexical", "vectors": "semantic", "hybrid": "hybrid"}
OTHER_FILTERS = {
    "newer half": " after:{median}",
    "without a word": " -survey",
    "an author": " author:wang",
}
Figures = dict[str, Any]


def main() -> None:
    folder, papers = Path(sys.argv[1]), int(sys.argv[2])
    process.set_up_django()
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(measured(folder, papers, Path(place))))


def measured(folder: Path, papers: int, place: Path) -> Figures:
    from broadsheet.evaluation.speed.bare import bare
    from broadsheet.evaluation.speed.building import built
    from broadsheet.evaluation.speed.serving import throughput
    from broadsheet.search import views

    facts = material.read_facts(folder)
    made = built(place, facts.model, papers, facts.added)
    engine = made.engine
    views.chosen_engine = lambda: engine
    found: Figures = {"name": NAME, "papers": made.papers, "disk_mb": figures.disk_mb(place), **made.rates}
    given = material.read(folder, made.papers)
    given.texts.clear()  # ours reads its own
    latencies = _latencies(given.queries, f" {facts.filter}", made.median_day)
    found["latency"] = latencies | bare(given.queries)
    found |= {"anonymous_mb": figures.anonymous_mb(), "recall": _recall(given, facts.filter)}
    found["throughput"] = {
        name: {clients: throughput(given.queries, mode, clients) for clients in figures.CLIENTS}
        for name, mode in MODES.items()
    }
    return found | made.add()


def _latencies(queries: list[str], filter_: str, median: str) -> Figures:
    from broadsheet.search.facade import search, warm_up
    from broadsheet.search.query.request import Mode, SearchRequest

    warm_up()  # as a web process does when it starts

    def asking(mode: str, suffix: str = "", whole: bool = False) -> Callable[[str], object]:
        def ask(text: str) -> object:
            request = SearchRequest(text + suffix, mode=Mode(mode))
            return search(request if whole else request.hits_only())

        return ask

    rows = {}
    for name, mode in MODES.items():
        rows[name] = asking(mode)
        rows[f"{name}, filtered"] = asking(mode, filter_)
        rows[f"{name}, answer"] = asking(mode, whole=True)
        rows[f"{name}, answer, filtered"] = asking(mode, filter_, whole=True)
    for name, suffix in OTHER_FILTERS.items():
        rows[f"hybrid, answer, {name}"] = asking("hybrid", suffix.format(median=median), whole=True)
    return {name: asdict(figures.latency(ask, queries)) for name, ask in rows.items()}


def _recall(given: Material, tag: str) -> dict[str, float]:
    """Recall of the nearest papers, against floating point over all."""
    from broadsheet.search.embedding.serving import serving_model
    from broadsheet.search.query.expressions import Clause, Tagged
    from broadsheet.search.vectors.reader import VectorFileView
    from broadsheet.search.views import vector_view

    model = serving_model()
    assert model is not None
    view = vector_view(model)
    assert isinstance(view, VectorFileView)
    _, vectors, kept_rows = given.first()
    found = {}
    for name, mask in (("vectors", None), ("vectors, filtered", kept_rows)):
        facts = [] if mask is None else [Clause(Tagged((tag,)))]
        rows = [
            view.rows_of(view.compare(each).best(TOP, facts).ids).tolist() for each in given.query_vectors
        ]
        found[name] = material.recall(rows, material.exact(vectors, given.query_vectors, mask))
    return found


if __name__ == "__main__":
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(128 + number)
    )  # so that it clears its folder
    main()
