"""Milliseconds to the suggestions of a search box, at every key of titles and names drawn from the papers of a home.

    BROADSHEET_HOME=DIR python benchmarks/bench_completion.py [--samples 100] [--json]

`cpu` is the process's own time, which other work on the machine does not stretch.
"""

from __future__ import annotations

import os
import random
import time

import click
import django
import numpy as np
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
django.setup()

from broadsheet.papers.models import Author, Paper  # noqa: E402
from broadsheet.search.completion import writer  # noqa: E402
from broadsheet.search.completion.completing import MIN_CHARS, complete  # noqa: E402
from broadsheet.search.completion.reader import completion_home  # noqa: E402

LONGEST = 30


@click.command()
@click.option("--samples", default=100, show_default=True, help="Titles, and as many names.")
@click.option("--json", "as_json", is_flag=True)
def main(samples: int, as_json: bool) -> None:
    writer.follow(completion_home())
    rows = {
        kind: measure(typed(texts))
        for kind, texts in (
            ("titles", titles(samples)),
            ("names", names(samples)),
            ("operators", operators(samples)),
        )
    }
    if as_json:
        print(orjson.dumps(rows).decode())
        return
    click.echo(f"{Paper.objects.count():,} papers, {Author.objects.count():,} names; ms")
    for kind, row in rows.items():
        click.echo(f"{kind:10}" + "".join(f"  {name} {value:.1f}" for name, value in row.items()))


def titles(samples: int) -> list[str]:
    ids = list(Paper.unmerged.values_list("pk", flat=True))
    chosen = random.Random(1).sample(ids, min(samples, len(ids)))
    return list(Paper.objects.filter(pk__in=chosen).values_list("title", flat=True))


def names(samples: int) -> list[str]:
    ids = list(Author.objects.values_list("pk", flat=True))
    chosen = random.Random(1).sample(ids, min(samples, len(ids)))
    return list(Author.objects.filter(pk__in=chosen).values_list("name", flat=True))


def operators(samples: int) -> list[str]:
    return [f"graphs author:{name}" for name in names(samples)]


def typed(texts: list[str]) -> list[str]:
    """Everything that stands in the box while these are typed."""
    return [text[:length] for text in texts for length in range(MIN_CHARS, min(len(text), LONGEST) + 1)]


def measure(asked: list[str]) -> dict[str, float]:
    wall, cpu = [], []
    for text in asked:
        start, start_cpu = time.perf_counter(), time.process_time()
        complete(text)
        wall.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - start_cpu) * 1000)
    return {
        f"{name} p{percent}": float(np.percentile(taken, percent))
        for name, taken in (("wall", wall), ("cpu", cpu))
        for percent in (50, 95, 99)
    }


if __name__ == "__main__":
    main()
