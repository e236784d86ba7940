"""How results are printed: JSON for programs, aligned lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click
import orjson


def print_json(value: Any) -> None:
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as their content; the last one takes what is left of the line."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(heads), *cells]) for i in range(len(heads) - 1)]
    click.echo(click.style(_line(heads, widths), bold=True))
    for row in cells:
        click.echo(_line(row, widths))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    columns = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*columns, row[-1]]).rstrip()


def heading(text: str) -> str:
    return click.style(text, bold=True)


def dim(text: str) -> str:
    return click.style(text, dim=True)


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
