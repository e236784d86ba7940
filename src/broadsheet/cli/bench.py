"""broadsheet bench."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.cli.bench_lab import bench_lab
from broadsheet.cli.bench_search import bench_search
from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import print_json
from broadsheet.cli.sections import Section

if TYPE_CHECKING:
    from broadsheet.evaluation.measuring import Interval, Results


@group("bench", section=Section.MEASURE, example="broadsheet bench search --corpus papers.jsonl")
def bench() -> None:
    """Measure search and the lab against what others use (extras `bench`, `lab`)."""


@command(
    "quality",
    example="broadsheet bench quality --data collections/scifact",
    advice="Nothing was kept; the same command begins again.",
)
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A test collection in BEIR layout, plain or .zst, or a folder that holds several.",
)
@click.option(
    "--model", default="", help="Embedding, as BROADSHEET_EMBEDDING names it; default: the setting."
)
@click.option(
    "--split", default="", help="Judgements of this split: test, dev, train. [default: the first there is]"
)
@click.option("--peers/--no-peers", default=True, show_default=True, help="Measure the others as well.")
@json_option
@needs_database
def quality(data: Path, model: str, split: str, peers: bool, as_json: bool) -> None:
    """Measure how well queries are answered: nDCG@10, recall at 100 and the first hit's rank (RR).

    Our modes and their peers, with 95% bootstrap intervals and paired differences.
    """
    from broadsheet.evaluation.comparing import compare
    from broadsheet.evaluation.measuring import report
    from broadsheet.search.embedding.registry import chosen_model, model_named, threads

    embedding = model_named(model, threads()) if model else chosen_model()
    results = compare(data, embedding, peers, lambda text: click.echo(text, err=True), split)
    reference = "hybrid" if embedding else "lexical"
    if as_json:
        print_json(report(results, reference))
    else:
        _print(results, reference)


def _print(results: Results, reference: str) -> None:
    from broadsheet.evaluation.measuring import MEASURES, difference, interval

    systems = list(next(iter(results.values())))
    width = max(map(len, systems)) + 2
    for measure in MEASURES:
        click.echo(f"\n{measure:{width}}" + "".join(f"{name[:12]:>13}" for name in results) + f"{'mean':>9}")
        for system in systems:
            values = [by_system[system][measure] for by_system in results.values()]
            cells = "".join(f"{each.mean():13.3f}" for each in values)
            click.echo(f"{system:{width}}{cells}{_shown(interval(values), 9)}")
        for system in (each for each in systems if each != reference):
            found = difference(results, measure, reference, system)
            click.echo(f"{reference} less {system}: {_shown(found, 0, '+')}")


def _shown(found: Interval, width: int, sign: str = "") -> str:
    return f"{found.mean:{sign}{width or ''}.3f} [{found.low:{sign}.3f}, {found.high:{sign}.3f}]"


bench.add_command(quality)
bench.add_command(bench_lab)
bench.add_command(bench_search)
COMMANDS = (bench,)
