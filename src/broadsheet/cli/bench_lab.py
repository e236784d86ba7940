"""broadsheet bench lab."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import print_json

if TYPE_CHECKING:
    from broadsheet.lab.benchmarks.running import Measured

SAMPLING = "sampling"
PARTS = ("ppo", "pqn", SAMPLING)


@command(
    "lab",
    example="broadsheet bench lab --only ppo --seeds 2 --peer-seeds 1",
    advice="Nothing was kept but the peers' environment; the same command begins again.",
)
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(1), help="Seeds of ours.")
@click.option(
    "--peer-seeds",
    type=click.IntRange(1),
    help="Seeds of the peers, which run one by one. [default: as many]",
)
@click.option("--steps", default=100_000, show_default=True, help="Steps of CartPole a seed.")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1), help="Of one thread each.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(PARTS),
    help="Measure this alone; may be given more than once. [default: all]",
)
@click.option("--peers-in", type=click.Path(path_type=Path), help="Folder of the peers' own environment.")
@json_option
def bench_lab(
    seeds: int,
    peer_seeds: int | None,
    steps: int,
    processes: int,
    only: tuple[str, ...],
    peers_in: Path | None,
    as_json: bool,
) -> None:
    """Measure the lab: seeds a minute of PPO and PQN on CartPole, tokens a second of sampling.

    Against the same methods in PyTorch with the same settings, and against a plain generate of transformers.
    The peers get an environment of their own, made on first use.
    """
    from broadsheet.cli.peers import interpreter
    from broadsheet.lab.benchmarks import running

    def say(text: str) -> None:
        click.echo(text, err=True)

    folder = peers_in or Path(tempfile.gettempdir()) / "broadsheet-bench-peers"
    python = interpreter(folder, running.NEEDS, say, "torch and transformers: a few GB")
    found = running.compare(
        python,
        seeds=seeds,
        peer_seeds=peer_seeds or seeds,
        steps=steps,
        processes=processes,
        tasks=[part for part in PARTS if part != SAMPLING and part in (only or PARTS)],
        say=say,
    )
    rates = running.tokens(python, repeats=5, say=say) if SAMPLING in (only or PARTS) else None
    if as_json:
        print_json({"training": [asdict(each) for each in found], "tokens_per_second": rates})
    else:
        _print(found, rates)


def _print(found: list[Measured], rates: dict[str, float] | None) -> None:
    if found:
        click.echo(f"{'':31}{'seeds':>6}{'seconds':>9}{'seeds/min':>11}{'CPU s/seed':>12}{'return':>8}")
    for each in found:
        click.echo(
            f"{each.task:5}{each.contestant:26}{each.seeds:6}{each.seconds:9.1f}{each.seeds_per_minute:11.2f}"
            f"{each.cpu_seconds_per_seed:12.2f}{each.median_return:8.0f}"
        )
    for task in dict.fromkeys(each.task for each in found):
        ours, *others = (each for each in found if each.task == task)
        for other in others:
            by_clock = ours.seeds_per_minute / other.seeds_per_minute
            by_cpu = other.cpu_seconds_per_seed / ours.cpu_seconds_per_seed
            click.echo(
                f"{task}: {by_clock:.1f} times the seeds a minute of {other.contestant}, {by_cpu:.1f} by CPU"
            )
    if rates:
        click.echo(
            f"sampling: {rates['ours']:,.0f} tokens/s, transformers {rates['transformers']:,.0f}: "
            f"{rates['ours'] / rates['transformers']:.1f} times"
        )
