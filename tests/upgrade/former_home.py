"""Homes of the former version, from dumps: its tables, and rows of a test's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SCHEMA = Path(__file__).with_name("former_schema.sql")


def write_former_home(home: Path, rows: Path) -> None:
    with closing(sqlite3.connect(home / "broadsheet.sqlite3")) as database:
        database.executescript(SCHEMA.read_text())
        database.executescript(rows.read_text())
