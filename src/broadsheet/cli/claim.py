"""broadsheet claim new, and claim reply."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from broadsheet import private
from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import print_json, print_table
from broadsheet.cli.sections import Section
from broadsheet.errors import InputError

if TYPE_CHECKING:
    from broadsheet.claims.models import Reply


@group("claim", section=Section.CLAIMS, example="broadsheet claim new s214")
def claim() -> None:
    """Experiments that test claims, and what authors reply."""


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


@command(
    "reply",
    example="broadsheet claim reply s122 --list",
    advice="See which replies there are: broadsheet claim reply ID --list",
)
@click.argument("id")
@click.argument("text", metavar="[FILE]", type=click.File(encoding="utf-8"), default="-")
@click.option("--author", help="Who replies, such as 'Ada Lovelace, for the authors'.")
@click.option("--day", help="The day on which it was written (default: today).")
@click.option("--replace", type=int, metavar="NUMBER", help="Put the text in the place of this reply.")
@click.option("--remove", type=int, metavar="NUMBER", help="Remove this reply.")
@click.option("--list", "lists", is_flag=True, help="List the replies with their numbers.")
@json_option
@needs_database
def reply(
    id: str,
    text: TextIO,
    author: str | None,
    day: str | None,
    replace: int | None,
    remove: int | None,
    lists: bool,
    as_json: bool,
) -> None:
    """Record an author's reply to the verdict on claim ID: Markdown from FILE, or from the standard input.

    It stands beside the verdict wherever the verdict stands. A reply that is replaced keeps its author and day where no
    other is given.
    """
    from broadsheet.claims import ledger, replies

    ledger.sync()
    if sum((replace is not None, remove is not None, lists)) > 1:
        raise InputError("One thing at a time", "--replace, --remove, --list", "Give one of them.")
    if lists:
        _print_replies(id, as_json)
    elif remove is not None:
        replies.remove(id, remove)
        click.echo(f"Removed reply {remove} to {id}.")
    else:
        row = _recorded(id, text, author, day, replace)
        if as_json:
            print_json(_to_dict(row))
        else:
            click.echo(f"Recorded reply {row.pk} to {id}, which is {row.status}: {row.author}, {row.day}.")


def _recorded(id: str, text: TextIO, author: str | None, day: str | None, number: int | None) -> Reply:
    from broadsheet import process
    from broadsheet.claims import replies
    from broadsheet.editions.calendar import parse_day

    former = None if number is None else replies.get(id, number)
    author = author or (former.author if former else "")
    now = process.now()
    on = parse_day(day) if day else former.day if former else now.date()
    content = _read(text)
    if former is None:
        return replies.record(id, author, content, on, now)
    return replies.replace(id, former.pk, author, content, on, now)


def _print_replies(id: str, as_json: bool) -> None:
    from broadsheet.claims.models import Claim, Reply

    if not Claim.objects.filter(ledger_id=id).exists():
        raise InputError("A reply is to a claim of the ledger", id, "List them: broadsheet ledger")
    rows = list(Reply.objects.filter(claim__ledger_id=id))
    if as_json:
        print_json([_to_dict(row) for row in rows])
    else:
        print_table(
            ("NUMBER", "DAY", "AUTHOR", "REPLIED TO", "TEXT"),
            [
                (str(row.pk), row.day.isoformat(), row.author, row.status, " ".join(row.text.split()))
                for row in rows
            ],
        )


def _to_dict(row: Reply) -> dict[str, Any]:
    from broadsheet.claims import replies

    return {"number": row.pk, **replies.to_dict(row)}


def _read(file: TextIO) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise InputError("A reply is text in UTF-8", file.name, "Save it as UTF-8.") from error


claim.add_command(new)
claim.add_command(reply)
COMMANDS = (claim,)
