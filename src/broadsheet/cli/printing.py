"""Print results: JSON for programs, text for people, within the width of their terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
import orjson

from broadsheet.cli import layout


def print_json(value: Any) -> None:
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table within the terminal's width; elsewhere one line a row, of any length."""
    cells = [[str(cell) for cell in row] for row in rows]
    first, *rest = layout.table(heads, cells, terminal_width())
    click.echo(heading(first.rstrip()))
    for line in rest:
        click.echo(line.rstrip())


def terminal_width() -> int | None:
    """Columns of the terminal; None if standard output is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def wrapped(text: str, indent: str = "") -> str:
    """Within the terminal; the lines after the first begin with `indent`."""
    return layout.wrap(text, terminal_width(), indent)


def heading(text: str) -> str:
    return click.style(text, bold=True)


def dim(text: str) -> str:
    return click.style(text, dim=True)


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
