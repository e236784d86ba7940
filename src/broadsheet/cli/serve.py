"""broadsheet up, broadsheet worker."""

from __future__ import annotations

import click

from broadsheet.cli.command import command, needs_database
from broadsheet.cli.sections import Section


@command(
    "up",
    example="broadsheet up --port 8080",
    section=Section.SERVE,
    advice="Nothing is lost; start it again with: broadsheet up",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="Port to listen on (default: BROADSHEET_PORT, or 8000); 0 takes a free one.",
)
@click.option("--no-worker", is_flag=True, help="Serve pages only; `broadsheet worker` runs elsewhere.")
def up(port: int | None, no_worker: bool) -> None:
    """Serve Broadsheet: prepare the home, then run the web server and the worker.

    Prints the address as soon as it answers. Ctrl-C stops everything.
    """
    from broadsheet.server.supervising import run

    run(port, with_worker=not no_worker)


@command(
    "worker",
    example="broadsheet worker --once",
    section=Section.SERVE,
    advice="What was done is kept; the same command goes on from there.",
)
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@needs_database
def worker(once: bool) -> None:
    """Do the recurring work: harvest, index, embed, rank, freeze editions.

    `broadsheet up` runs one by itself. A second one waits until the first has ended.
    """
    from broadsheet.worker.running import run, run_once

    if once:
        run_once()
    else:
        run()


COMMANDS = (up, worker)
