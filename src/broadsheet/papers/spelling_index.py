"""The index of spellings: which authors' names may be one person's. It follows the harvest, a part at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction

from broadsheet.papers.models import Author, Counter, SpellingKey
from broadsheet.papers.names import spelling_keys
from broadsheet.papers.rows import insert

WATERMARK = "spellings"
"""Counter: the last author whose name is in the index. Stored answers follow it, as they do all counters."""
BATCH = 5_000


def catch_up() -> int:
    """Take up names that came since; how many they were."""
    done = 0
    while Author.objects.filter(id__gt=Counter.read(WATERMARK)).exists():
        done += _index_batch()
    return done


def key_hashes(names: Iterable[str]) -> set[int]:
    return {_hash(key) for name in names for key in spelling_keys(name)}


@transaction.atomic
def _index_batch() -> int:
    last = Counter.advance(WATERMARK, by=0) - 1  # locks its row
    rows = list(Author.objects.filter(id__gt=last).order_by("id").values_list("id", "name")[:BATCH])
    if rows:
        Counter.advance(WATERMARK, by=rows[-1][0] - last)
    keys = ((author, _hash(key)) for author, name in rows for key in sorted(spelling_keys(name)))
    insert(SpellingKey, ("author_id", "key"), keys)
    return len(rows)


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
