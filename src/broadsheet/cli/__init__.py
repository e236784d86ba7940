"""The command line. Command modules import Django inside their functions, so that `--help` is fast."""

from __future__ import annotations

from broadsheet import private
from broadsheet.cli import (
    author,
    backup,
    bench,
    check,
    claim,
    digest,
    doctor,
    edition,
    indexing,
    intake,
    ledger,
    mcp,
    merging,
    papers,
    search,
    serve,
    settings,
    tokens,
    users,
)
from broadsheet.cli.root import root

for module in (
    serve,
    intake,
    search,
    papers,
    edition,
    digest,
    ledger,
    check,
    claim,
    mcp,
    indexing,
    merging,
    author,
    doctor,
    backup,
    bench,
    settings,
    users,
    tokens,
):
    for command in module.COMMANDS:
        root.add_command(command)


def main() -> None:
    private.keep_private()
    root(prog_name="broadsheet")


__all__ = ["main", "root"]
