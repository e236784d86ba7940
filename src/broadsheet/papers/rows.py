"""Bulk insert, select and lookup in plain SQL that SQLite and PostgreSQL both accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

CHUNK = 5_000
"""Values in one `IN (...)`; below the limits of SQLite and PostgreSQL."""

Row = Sequence[Any]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], ignore: bool = False
) -> None:
    """`ignore`: a row that breaks a unique constraint is left out instead of failing."""
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    tail = " ON CONFLICT DO NOTHING" if ignore else ""
    execute_many(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places}){tail}', rows)


def rows_in(
    model: type[models.Model], columns: Sequence[str], column: str, values: Iterable[Any], **equal: Any
) -> Iterator[tuple[Any, ...]]:
    """The columns of the rows whose `column` has one of the values and whose others equal what is given."""
    names = ", ".join(f'"{name}"' for name in columns)
    also = "".join(f' AND "{name}" = %s' for name in equal)
    for chunk in chunks(list(values)):
        places = ", ".join(["%s"] * len(chunk))
        sql = f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{column}" IN ({places}){also}'
        with connection.cursor() as cursor:
            cursor.execute(sql, [*chunk, *equal.values()])
            yield from cursor.fetchall()


def ids_by(model: type[models.Model], column: str, values: Iterable[Any]) -> dict[Any, int]:
    """{value: primary key} of the rows whose column has one of the values."""
    return dict(rows_in(model, (column, "id"), column, values))


def execute_many(sql: str, rows: Iterable[Row]) -> None:
    prepared = list(rows)
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


@lru_cache(maxsize=10_000)
def moment(value: datetime | None) -> Any:
    """A moment as this database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(value)
