"""broadsheet bench search."""

from __future__ import annotations

import sys
import tempfile
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import print_json
from broadsheet.errors import InputError
from broadsheet.evaluation.speed.peers import PEERS

ALL = 10_000_000


@command(
    "search",
    example="broadsheet bench search --corpus papers.jsonl --papers 10000",
    advice="What was measured is printed above, if anything; --keep DIR keeps the index for the next time.",
)
@click.option(
    "--corpus",
    "corpora",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="File of papers, or folder of such files; may be given again.",
)
@click.option("--papers", type=click.IntRange(1), help="At most this many.  [default: all]")
@click.option("--queries", default=200, show_default=True, type=click.IntRange(10), help="Of 2 to 6 words.")
@click.option("--embedding", default="static", show_default=True, help="As BROADSHEET_EMBEDDING names it.")
@click.option("--peer", "peers", multiple=True, type=click.Choice([*PEERS, "none"]), help="Only these peers.")
@click.option("--peers-in", type=click.Path(path_type=Path), help="Folder of the peers' own environment.")
@click.option("--peer-minutes", default=30.0, show_default=True, help="Given to a peer at a size.")
@click.option("--growth/--no-growth", default=True, show_default=True, help="Measure 10,000 and 100,000 too.")
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Home to fill, or to measure as it is, and leave."
)
@json_option
def bench_search(
    corpora: tuple[Path, ...],
    papers: int | None,
    queries: int,
    embedding: str,
    peers: tuple[str, ...],
    peers_in: Path | None,
    peer_minutes: float,
    growth: bool,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Measure how fast search is over the papers of --corpus, beside what others search with.

    Build rate, adding, disk, memory, latency by mode with and without a filter, throughput, recall, growth, and the
    bare limit. Peers that are not installed are left out, unless --peers-in names a folder for an environment of
    their own, made on first use.
    """
    from broadsheet.cli.peers import interpreter
    from broadsheet.evaluation.speed import running, table

    if not (corpora or keep):
        raise InputError("The benchmark needs papers", "no --corpus", "Name files with --corpus.")
    chosen = [name for name in peers or PEERS if name != "none"]
    with tempfile.TemporaryDirectory() as place:
        python = interpreter(peers_in, running.NEEDS, _say) if peers_in else Path(sys.executable)
        with nullcontext(keep) if keep else tempfile.TemporaryDirectory() as home:
            material = Path(place) / "material"
            material.mkdir()
            plan = running.Plan(
                Path(home), material, embedding, papers or ALL, queries, growth, chosen, python, peer_minutes
            )
            found = running.run(plan, _files(corpora, papers, Path(place)), _say)
    print_json(found) if as_json else click.echo("\n".join(table.lines(found)))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _files(corpora: tuple[Path, ...], papers: int | None, place: Path) -> list[Path]:
    named = [sorted(each.iterdir()) if each.is_dir() else [each] for each in corpora]
    files = [file for group in named for file in group if file.is_file()]
    return files if papers is None else [_beginning(file, papers, place) for file in files]


def _beginning(file: Path, papers: int, place: Path) -> Path:
    """The first lines of a JSON-lines file, as many as are needed; files of other formats are imported whole."""
    import zstandard

    if not file.name.endswith((".jsonl", ".jsonl.zst")):
        return file
    target = place / file.name.removesuffix(".zst")
    opened = zstandard.open(file, "rt", encoding="utf-8") if file.suffix == ".zst" else file.open()
    with opened as lines, target.open("w") as out:
        out.writelines(islice(lines, papers))
    return target
