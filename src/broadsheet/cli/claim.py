"""broadsheet claim new."""

from __future__ import annotations

from pathlib import Path

import click

from broadsheet import private
from broadsheet.cli.command import command, group
from broadsheet.cli.sections import Section


@group("claim", section=Section.CLAIMS, example="broadsheet claim new s214")
def claim() -> None:
    """Experiments that test claims."""


@command(
    "new",
    example="broadsheet claim new s214",
    advice="Look which of the two files is there, and remove it before the same command.",
)
@click.argument("id")
@click.option(
    "--into",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    help="Folder to write into (default: the current one; in a checkout of Broadsheet the files go to their places).",
)
def new(id: str, into: Path) -> None:
    """Begin the experiment that tests claim ID: a module and its test, from the ledger's row.

    The files say what is to be filled in; docs/claims.md walks through one.
    """
    from broadsheet.claims import scaffold

    with private.users_umask():
        written = scaffold.write(id, into)
    click.echo(f"{written.module}\n{written.test}")
    click.echo(f"Fill in what says so, then: broadsheet check {id} --first-seed 10000", err=True)


claim.add_command(new)
COMMANDS = (claim,)
