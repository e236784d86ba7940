"""Detect keys that a source reuses: two statements under one key may describe two papers.

They do if both have identifiers, share none, and their titles differ: a feed may number its items anew each day. The
second statement then gets a key of its own, derived from its title, so that it is recognised when it comes again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import zstandard
from rapidfuzz import fuzz

from broadsheet.papers.models import SourceRecord
from broadsheet.papers.prepare import Prepared, prepare
from broadsheet.papers.record import MAX_KEY_CHARS, Record, Status
from broadsheet.papers.titles import title_hash, title_key

UNLIKE = 60.0
"""Similarity of two titles, of 100, below which one is no revision of the other."""
_HASH_CHARS = 18


def with_own_keys(
    part: Sequence[Prepared], digests: Mapping[tuple[str, str], tuple[int, bytes]]
) -> list[Prepared]:
    """The same statements; one that is of another thing than the record under its key has a key of its own."""
    changed = {
        prepared.name: stated
        for prepared in part
        if (held := digests.get(prepared.name))
        and held[1] != prepared.digest
        and (stated := _telling(prepared))
    }
    if not changed:
        return list(part)
    rows = SourceRecord.objects.in_bulk([digests[name][0] for name in changed])
    others = {
        name: _renamed(stated)
        for name, stated in changed.items()
        if _is_another(stated, rows[digests[name][0]].record)
    }
    return [others.get(prepared.name, prepared) for prepared in part]


def _telling(prepared: Prepared) -> Record | None:
    """The statement, if it has identifiers by which it can be told from another thing."""
    if prepared.status is Status.DELETED:
        return None
    stated = Record.from_json(zstandard.decompress(prepared.payload))
    return stated if stated.identifiers else None


def _is_another(stated: Record, held: Record) -> bool:
    if not held.identifiers or set(held.identifiers) & set(stated.identifiers):
        return False
    return fuzz.ratio(title_key(held.title), title_key(stated.title)) < UNLIKE


def _renamed(record: Record) -> Prepared:
    own = f"/{title_hash(record.title) & (2**64 - 1):016x}"
    return prepare(replace(record, key=record.key[: MAX_KEY_CHARS - _HASH_CHARS] + own))
