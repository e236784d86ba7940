"""Papers embedded a second, stored in the database, beside the bare encoder's rate.

    BROADSHEET_HOME=DIR python benchmarks/bench_search_embedding.py [--papers 1000]

Embeds papers of the home that lack an embedding. CPU seconds are printed too: they say what the machine could
do when it has nothing else to do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import click
import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
django.setup()

from broadsheet.papers.models import Paper  # noqa: E402
from broadsheet.search.embedding.model import paper_text  # noqa: E402
from broadsheet.search.embedding.pending import embed_pending  # noqa: E402
from broadsheet.search.embedding.registry import chosen_model, threads  # noqa: E402


@click.command()
@click.option("--papers", default=1000, show_default=True)
def main(papers: int) -> None:
    model = chosen_model()
    assert model is not None
    model.embed_query("load the model")
    texts = [
        paper_text(paper.title_text, paper.abstract_text) for paper in Paper.unmerged.order_by("?")[:papers]
    ]
    click.echo(f"{model.name}, {threads()} threads")
    report("bare encoder", lambda: len(model.embed_texts(texts)))
    report("embed_pending", lambda: embed_pending(limit=papers))


def report(name: str, run: Callable[[], int]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    done = run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    click.echo(f"{name}: {done} papers, {done / wall:.0f}/s, {done / cpu:.0f} a CPU second")


if __name__ == "__main__":
    main()
