"""The tables of an index on object storage, and which of them are in use.

    current            one row a part (`words`, `vectors-<model>`): the table in use and the version of its schema
    words-<made>       a row a paper, with its terms; row MARK says how far the table follows the database
    vectors-<m>-<made> a row an embedded paper; rows MARK and EMBEDDED say how far

A paper that left stays as a row that is `gone`, so that no writer that comes late can bring it back.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import lancedb
import pyarrow as pa
from lancedb.db import DBConnection
from lancedb.table import Table

from broadsheet.errors import SetupError

VERSION = 2
CURRENT = "current"
MARK, EMBEDDED = -1, -2
"""In place of a paper's number."""
ADDRESS = "an index on object storage has an address such as s3://bucket/prefix"

_WORDS_FACTS = [
    *(pa.field(name, pa.int64()) for name in ("id", "revision", "at")),
    pa.field("gone", pa.bool_()),
    *(pa.field(name, pa.string()) for name in ("text", "title", "author")),
    *(pa.field(name, pa.list_(pa.string())) for name in ("identifiers", "tags", "field", "source")),
    pa.field("title_hash", pa.int64()),
    *(pa.field(name, pa.int32()) for name in ("day", "year", "code")),
]
WORDS = pa.schema(_WORDS_FACTS)
POINTER = pa.schema([("part", pa.string()), ("table", pa.string()), ("version", pa.int64())])


def vectors_schema(dimensions: int) -> pa.Schema:
    """Vectors are the int8 numbers of the database as float16, which holds them exactly."""
    return pa.schema(
        [
            *(pa.field(name, pa.int64()) for name in ("id", "stamp", "revision", "at", "facts")),
            pa.field("gone", pa.bool_()),
            pa.field("day", pa.int32()),
            pa.field("tags", pa.list_(pa.string())),
            pa.field("vector", pa.list_(pa.float16(), dimensions)),
        ]
    )


def connect(address: str) -> DBConnection:
    if not address.startswith(("s3://", "/")):
        raise SetupError(f"BROADSHEET_INDEX: {ADDRESS}", address)
    return lancedb.connect(
        address,
        read_consistency_interval=timedelta(0),
        storage_options=_storage() if "://" in address else None,
    )


def _storage() -> dict[str, str]:
    """Keys, region and endpoint come from the standard AWS variables, which LanceDB reads itself."""
    plain_http = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
    regions = (os.environ.get("AWS_REGION"), os.environ.get("AWS_DEFAULT_REGION"), "us-east-1")
    return {"region": next(filter(None, regions)), "allow_http": str(plain_http).lower()}


def empty_words(database: DBConnection, name: str) -> Table:
    return database.create_table(name, schema=WORDS)


def empty_vectors(database: DBConnection, name: str, dimensions: int) -> Table:
    return database.create_table(name, schema=vectors_schema(dimensions))


def table_in_use(database: DBConnection, part: str) -> tuple[str, int] | None:
    """Its name and the version of its schema."""
    try:
        rows = database.open_table(CURRENT).search().where(f"part = '{part}'").to_list()
    except ValueError:  # no such table yet
        return None
    return (rows[0]["table"], int(rows[0]["version"])) if rows else None


def use_table(database: DBConnection, part: str, name: str) -> None:
    """Swap: readers keep the table that they have open until they look again."""
    pointer = database.create_table(CURRENT, schema=POINTER, exist_ok=True)
    row: list[dict[str, Any]] = [{"part": part, "table": name, "version": VERSION}]
    merge = pointer.merge_insert("part").when_matched_update_all().when_not_matched_insert_all()
    merge.execute(pa.Table.from_pylist(row, POINTER))
