"""Checks of the instance: database, tables, index, model, sources, mail. They need Django."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from broadsheet import causes
from broadsheet.doctor import index, mail
from broadsheet.doctor.finding import Finding, good, note, wrong
from broadsheet.doctor.machine import Machine
from broadsheet.errors import BroadsheetError
from broadsheet.server import tables as database_tables

PATIENCE_S = 5.0
"""Timeout for a database that another process has locked."""


def database(machine: Machine) -> Finding:
    from django.db import DatabaseError, connection

    try:
        if connection.vendor == "sqlite" and (machine.home / causes.DATABASE).exists():
            _reach(machine.home / causes.DATABASE)
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute("SELECT version()")
                return good("database", str(cursor.fetchone()[0]))
            cursor.execute("PRAGMA quick_check(1)")
            state = cursor.fetchone()[0]
    except (DatabaseError, sqlite3.Error) as error:
        found = causes.explained(error)
        if found:
            return wrong("database", f"{found.rule}: {error}", found.cure)
        return wrong("database", str(error).strip(), "Look for its message in the manual of the database.")
    if state != "ok":
        return wrong("database", f"Damaged: {state}", causes.RESTORE)
    size = (machine.home / causes.DATABASE).stat().st_size
    return good("database", f"SQLite, {size / 1e6:.0f} MB, whole")


def _reach(path: Path) -> None:
    """An error of SQLite where it cannot be read."""
    with closing(sqlite3.connect(path, timeout=PATIENCE_S)) as database:
        database.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def tables(machine: Machine) -> Finding:
    missing = database_tables.missing_migrations()
    if missing:
        return wrong(
            "tables",
            f"Not current: {', '.join(missing)}",
            "Run `broadsheet index`, or any command: each migrates first.",
        )
    return good("tables", "current")


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
        failures = "; ".join(f"{name}: {error}" for name, error in sorted(failing.items()))
        return note("sources", failures, "They are tried again by themselves.")
    return good("sources", ", ".join(enabled) or "none enabled")


CHECKS = (sources, records, index.index, mail.mail)
