"""broadsheet import, harvest, rejects."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, json_option, limit_option, needs_database
from broadsheet.cli.printing import dim, plural, print_json, print_table
from broadsheet.cli.progress import Progress
from broadsheet.cli.sections import Section
from broadsheet.errors import BroadsheetError, InputError
from broadsheet.search.indexing_process import indexing_beside

if TYPE_CHECKING:
    from broadsheet.harvest import importing, running
    from broadsheet.papers.intake import Counts
    from broadsheet.papers.models import Reject


@command(
    "import",
    example="broadsheet import papers.bib",
    section=Section.BRING,
    advice="What was taken in is kept; the same command goes on from there.",
)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--encoding", metavar="NAME", default="", help="What the files' text is in, such as gb18030.")
@click.option("--built-in", is_flag=True, help="Take in the built-in papers, as `broadsheet up` does.")
@json_option
@needs_database
def import_(files: tuple[str, ...], encoding: str, built_in: bool, as_json: bool) -> None:
    """Take the papers of files in; their formats are found out. '-' is standard input.

    The same file again changes nothing; an import that was killed is simply run again. What cannot be
    taken in is set aside with its reason (broadsheet rejects), and the rest goes on. Where a file gave
    nothing at all, because everything in it was set aside, the exit code is 1.
    """
    from broadsheet.papers.intake import Counts
    from broadsheet.server import startup

    if not files and not built_in:
        raise click.UsageError("Name at least one FILE, or '-' for standard input.")
    counts, failures = Counts(), []
    if built_in:
        counts += startup.load_built_in(lambda text: click.echo(text, err=True))
    for name in files:
        try:
            counts += (one := _import(name, encoding))
            if one.read and one.read == one.rejected:
                failures.append(_nothing_taken(name, one.rejected))
        except InputError as error:
            failures.append(error)
    if counts.read:
        after_intake()
    _print_counts(counts, as_json)
    for failure in failures[:-1]:
        click.echo(f"Error: {failure}", err=True)
    if failures:
        raise failures[-1]


def _nothing_taken(name: str, records: int) -> InputError:
    return InputError(
        f"Nothing of this file was taken in: {plural(records, 'record')} of {records:,} set aside",
        "standard input" if name == "-" else name,
        "See why: broadsheet rejects",
    )


def _import(name: str, encoding: str) -> Counts:
    from broadsheet import process
    from broadsheet.harvest.importing import PREFETCH_BYTES, import_file

    with _readable(name) as path, Progress(path.name) as progress:
        beside = indexing_beside() if path.stat().st_size > PREFETCH_BYTES else nullcontext()

        def show(step: importing.Step) -> None:
            progress.show(step.counts.read, step.bytes_read / step.bytes_total if step.bytes_total else None)

        with beside:
            return import_file(path, process.now, show, encoding)


@contextmanager
def _readable(name: str) -> Iterator[Path]:
    """Standard input is kept in a file meanwhile, since its format must be looked at first."""
    if name != "-":
        path = Path(name).expanduser()
        if not path.is_file():
            raise InputError("A file to import must exist", name, "Check the path.")
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stdin"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


@command(
    "harvest",
    example="broadsheet harvest arxiv-recent --since 2026-11-20",
    section=Section.BRING,
    advice="What was taken in is kept; the same command goes on from there.",
)
@click.argument("source", required=False)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Reach back to this day.")
@json_option
@needs_database
def harvest(source: str | None, since: datetime | None, as_json: bool) -> None:
    """Bring in what is new from SOURCE, or from every source of the sources file.

    Continues where the last harvest ended, even if that was killed. The sources stand in sources.toml in
    the home, which is made at first use. A source that does not answer at all is said within seconds.
    """
    from broadsheet.harvest import reachability, running

    with Progress("harvest") as progress:

        def show(step: running.Step) -> None:
            share = step.counts.read / step.expected if step.expected else None
            progress.show(step.counts.read, min(1.0, share) if share else None)

        report = running.harvest(
            source,
            since=since.date() if since else None,
            progress=show,
            unreachable=reachability.unreachable,
        )
    if report.counts.read:
        after_intake()
    if as_json:
        print_json(_harvest_json(report))
    else:
        _print_harvest(report)
    if report.exit_code:
        sys.exit(report.exit_code)


def _harvest_json(report: running.HarvestReport) -> dict[str, object]:
    sources = [
        {"source": r.source, **asdict(r.counts), "error": _error_json(r.error)} for r in report.sources
    ]
    return {**asdict(report.counts), "sources": sources}


def _error_json(error: BroadsheetError | None) -> str | None:
    return str(error) if error else None


def _print_harvest(report: running.HarvestReport) -> None:
    for one in report.sources:
        click.echo(f"{one.source}: {_counts_line(one.counts)}")
        if one.error:
            click.echo(f"  ended early: {one.error}", err=True)


def after_intake() -> None:
    """Bring the index and the ranking up to the papers that were just stored."""
    from broadsheet import process
    from broadsheet.ranking import trending
    from broadsheet.search import indexing

    indexing.catch_up()
    trending.refresh(process.now())


def _print_counts(counts: Counts, as_json: bool) -> None:
    if as_json:
        print_json(asdict(counts))
    else:
        click.echo(_counts_line(counts))
        if counts.rejected:
            click.echo("What was set aside, and why: broadsheet rejects", err=True)
        if counts.noted:
            said = "was taken without a field" if counts.noted == 1 else "were taken without a field"
            click.echo(
                f"{counts.noted:,} {said} that could not be read: broadsheet rejects --notes", err=True
            )


def _counts_line(counts: Counts) -> str:
    said = asdict(counts)
    return ", ".join(f"{said[name]:,} {name}" for name in ("read", "new", "updated", "unchanged", "rejected"))


@command(
    "rejects",
    example="broadsheet rejects --limit 10",
    section=Section.BRING,
)
@click.option("--notes", is_flag=True, help="List the records taken without a field that could not be read.")
@limit_option(50)
@json_option
@needs_database
def rejects(notes: bool, limit: int, as_json: bool) -> None:
    """List what was set aside and why, the latest first.

    Records of one file or source that broke the same rule are one row, with their number and where the first
    ones stand; --json shows what each of those says. With --notes, list the records that were taken in all the
    same, without a date or another minor field that could not be read.
    """
    from django.db.models import Sum

    from broadsheet.papers.models import Reject

    if notes:
        _print_notes(limit, as_json)
        return
    rows = Reject.objects.order_by("-id")[:limit]
    if as_json:
        names = ("source", "locator", "reason", "excerpt", "count", "examples", "at")
        print_json([{name: getattr(row, name) for name in names} for row in rows])
        return
    print_table(
        ("SOURCE", "RECORDS", "WHERE", "REASON"),
        ((row.source, f"{row.count:,}", _where(row), row.reason) for row in rows),
    )
    records = Reject.objects.aggregate(records=Sum("count"))["records"] or 0
    click.echo(
        dim(f"{len(rows):,} of {Reject.objects.count():,} reasons, {plural(records, 'record')} in all")
    )


def _where(row: Reject) -> str:
    """Places of the first three records."""
    places = [example["locator"] for example in row.examples[:3]] or [row.locator]
    return ", ".join(places) + (", …" if row.count > len(places) else "")


def _print_notes(limit: int, as_json: bool) -> None:
    from broadsheet.papers.models import RecordNote

    rows = RecordNote.objects.select_related("record__paper").defer("record__payload").order_by("-id")[:limit]
    said = [(row.record.source, row.record.key, row.record.paper.public_id, row.text) for row in rows]
    if as_json:
        names = ("source", "key", "paper", "note")
        print_json([dict(zip(names, line, strict=True)) for line in said])
        return
    print_table(("SOURCE", "PAPER", "NOTE"), ((source, paper, note) for source, _, paper, note in said))
    click.echo(dim(f"{len(said):,} of {RecordNote.objects.count():,}"))


COMMANDS = (import_, harvest, rejects)
