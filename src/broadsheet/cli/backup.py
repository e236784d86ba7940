"""broadsheet backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import plural, print_json
from broadsheet.cli.sections import Section


@command(
    "backup",
    example="broadsheet backup broadsheet.tar.zst",
    section=Section.CARE,
    advice="No archive was written; the same command begins again.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write the whole home into FILE: database, sources file and secret key, while the service runs.

    Keep it in a safe place: it holds the secret key. Its name is usually like broadsheet.tar.zst.
    """
    from broadsheet import config, process
    from broadsheet.backup import home_backup

    manifest = home_backup.back_up(config.read("HOME"), file, process.now())
    _print(manifest, as_json, f"Written to {file}")


@command(
    "restore",
    example="broadsheet restore broadsheet.tar.zst --home new-home",
    section=Section.CARE,
    advice="Run the same command again, with --force if the home has a database by now.",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Overwrite the database that the home has.")
@json_option
def restore(file: Path, force: bool, as_json: bool) -> None:
    """Put the backup FILE into the home, after checking that it is whole; then make the index anew."""
    from broadsheet.backup import home_backup
    from broadsheet.server import startup

    manifest = home_backup.restore(file, startup.usable_home(), force=force)
    startup.prepare()
    from broadsheet.search import indexing

    indexing.catch_up()
    _print(manifest, as_json, f"Restored from {file}")


def _print(manifest: dict[str, Any], as_json: bool, sentence: str) -> None:
    if as_json:
        print_json(manifest)
    else:
        click.echo(f"{sentence}: {plural(manifest['papers'], 'paper')}, made at {manifest['at']}.")


COMMANDS = (backup, restore)
