"""broadsheet merge, unmerge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, json_option, needs_database
from broadsheet.cli.printing import print_json
from broadsheet.cli.sections import Section
from broadsheet.cli.showing import paper_of
from broadsheet.errors import InputError

if TYPE_CHECKING:
    from broadsheet.papers.models import Paper, SourceRecord


@command(
    "merge",
    example="broadsheet merge ledger:s113 2311.11628",
    section=Section.BRING,
    advice="It was done whole or not at all: broadsheet show ID says which.",
)
@click.argument("target", metavar="A")
@click.argument("absorbed", metavar="B")
@json_option
@needs_database
def merge(target: str, absorbed: str, as_json: bool) -> None:
    """Make the papers A and B one, under the name of A. Every source record is kept; unmerge undoes it."""
    from broadsheet import process
    from broadsheet.papers import merging

    a, b = paper_of(target), paper_of(absorbed)
    merging.merge(a, b, process.now())
    a.refresh_from_db()
    _reindex()
    if as_json:
        print_json({"id": a.public_id, "title": a.title_text})
    else:
        click.echo(f"Merged into {a.public_id}: {a.title_text}")


@command(
    "unmerge",
    example="broadsheet unmerge ledger:s384",
    section=Section.BRING,
    advice="It was done whole or not at all: broadsheet show ID says which.",
)
@click.argument("id")
@click.option("--record", metavar="SOURCE/KEY", help="Give this source record a paper of its own.")
@json_option
@needs_database
def unmerge(id: str, record: str | None, as_json: bool) -> None:
    """Undo the latest merge into the paper ID, or tell one of its source records apart."""
    from broadsheet import process
    from broadsheet.papers import merging

    target = paper_of(id)
    apart = (
        merging.split(_record(target, record), process.now())
        if record
        else merging.unmerge(target, process.now())
    )
    target.refresh_from_db()
    _reindex()
    if as_json:
        print_json({"id": target.public_id, "apart": apart.public_id})
    else:
        click.echo(f"Two papers again: {target.public_id} and {apart.public_id}")


def _record(paper: Paper, name: str) -> SourceRecord:
    from broadsheet.papers.models import SourceRecord

    source, _, key = name.partition("/")
    row = SourceRecord.objects.filter(paper=paper, source=source, key=key).first()
    if row is None:
        records = SourceRecord.objects.filter(paper=paper).defer("payload")
        raise InputError(
            "The paper has no such source record", name, f"It has: {', '.join(map(str, records))}"
        )
    return row


def _reindex() -> None:
    from broadsheet.search import indexing

    indexing.catch_up()


COMMANDS = (merge, unmerge)
