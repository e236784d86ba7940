"""Rows of the built-in ledger as written in its file, for code without a database."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import orjson


@cache
def built_in_rows() -> dict[str, dict[str, Any]]:
    """{ledger id: row}"""
    lines = (files("broadsheet.claims") / "ledger.jsonl").read_bytes().splitlines()
    return {row["id"]: row for row in map(orjson.loads, filter(None, lines))}
