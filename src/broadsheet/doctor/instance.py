"""Checks of the instance: database, tables, index, model, sources, mail. They need Django."""

from __future__ import annotations

from broadsheet import startup
from broadsheet.doctor import mail
from broadsheet.doctor.finding import Finding, good, note, wrong
from broadsheet.doctor.machine import Machine
from broadsheet.errors import BroadsheetError

RESTORE = "Restore a backup: broadsheet restore FILE --force"


def database(machine: Machine) -> Finding:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute("SELECT version()")
                return good("database", str(cursor.fetchone()[0]))
            cursor.execute("PRAGMA quick_check(1)")
            state = cursor.fetchone()[0]
    except DatabaseError as error:
        if connection.vendor == "sqlite":
            return wrong("database", str(error), RESTORE)
        return wrong("database", str(error).strip(), "Start PostgreSQL, or correct BROADSHEET_DATABASE_URL.")
    if state != "ok":
        return wrong("database", f"Damaged: {state}", RESTORE)
    size = (machine.home / "broadsheet.sqlite3").stat().st_size
    return good("database", f"SQLite, {size / 1e6:.0f} MB, whole")


def tables(machine: Machine) -> Finding:
    missing = startup.missing_migrations()
    if missing:
        return wrong(
            "tables",
            f"Not current: {', '.join(missing)}",
            "Run `broadsheet index`, or any command: each migrates first.",
        )
    return good("tables", "current")


def index(machine: Machine) -> Finding:
    from broadsheet.papers.models import Paper
    from broadsheet.search import indexing
    from broadsheet.search.readers import chosen_engine

    rebuild = "broadsheet index --rebuild"
    try:
        if chosen_engine().outdated():
            return wrong("index", "It cannot be read, or is of another version", rebuild)
        status = indexing.status()
        newest = Paper.objects.order_by("-revision").values_list("revision", flat=True).first() or 0
        if status.watermark > newest:
            return wrong("index", "It belongs to another state of the database", rebuild)
        if status.watermark < newest:
            behind = Paper.objects.filter(revision__gt=status.watermark).count()
            return note(
                "index", f"{behind:,} papers behind the database", "broadsheet index (the worker does it too)"
            )
        if differences := indexing.verify():
            return wrong("index", "; ".join(differences), rebuild)
    except (BroadsheetError, ValueError, OSError) as error:
        return wrong("index", f"Cannot be read: {error}", rebuild)
    if status.pending_embeddings:
        pending = f"{status.pending_embeddings:,} papers wait for their embedding"
        return note("index", pending, "The worker computes them; or: broadsheet embed")
    return good("index", f"{status.papers_in_index:,} papers, {status.vectors:,} vectors, each compared")


def records(machine: Machine) -> Finding:
    from django.db.models import Sum

    from broadsheet.papers.models import Paper, Reject

    last = Paper.objects.order_by("-id").values_list("first_seen", flat=True).first()
    if last and last > machine.now():
        return wrong(
            "papers",
            f"Some came in the future, {last:%Y-%m-%d %H:%M} UTC: the clock went back",
            "Set the clock.",
        )
    rejected = Reject.objects.aggregate(records=Sum("count"))["records"]
    if rejected:
        return note("papers", f"{rejected:,} records were set aside", "broadsheet rejects says why.")
    return good("papers", "no record was set aside")


def sources(machine: Machine) -> Finding:
    from broadsheet.harvest import sources_file
    from broadsheet.papers.models import Cursor

    try:
        entries = sources_file.load(sources_file.default_path())
    except BroadsheetError as error:
        return wrong("sources", str(error), "Correct the sources file.")
    tried = Cursor.objects.filter(source__startswith="tried:")
    failing = {row.source.partition(":")[2]: row.state["error"] for row in tried if row.state.get("error")}
    enabled = [entry.name for entry in entries if entry.enabled]
    if failing:
        said = "; ".join(f"{name}: {error}" for name, error in sorted(failing.items()))
        return note("sources", said, "They are tried again by themselves.")
    return good("sources", ", ".join(enabled) or "none enabled")


CHECKS = (sources, records, index, mail.mail)
