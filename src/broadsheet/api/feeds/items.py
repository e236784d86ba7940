"""Items of feeds, kept by paper: what changes every few minutes is which papers a list has, not what they say.

An item is kept with the revision of its paper and of the claims; a feed that was out of date is then made of items
that mostly are not.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from django.urls import get_script_prefix

from broadsheet.api.feeds.item import Item, item_of
from broadsheet.claims import ledger
from broadsheet.listing.entries import entries
from broadsheet.papers.models import Counter, Paper

MAX_ITEMS = 3_000
"""Items; some 10 KB each, written in all formats."""
Key = tuple[int, int, int, str]
"""Number and revision of the paper, revision of the claims, and what addresses begin with."""


class Items:
    def __init__(self, limit: int = MAX_ITEMS) -> None:
        self._limit = limit
        self._items: OrderedDict[Key, Item] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._items)

    def of(self, papers: Sequence[Paper]) -> list[Item]:
        """In the papers' order; of each, its number and revision are enough."""
        claims = Counter.read(ledger.REVISION)
        prefix = get_script_prefix()
        keys = [(paper.id, paper.revision, claims, prefix) for paper in papers]
        found = self._known(keys)
        missing = {key[0]: key for key in keys if key not in found}
        for entry in entries(missing):
            found[missing[entry.paper.id]] = item_of(entry)
        self._keep(found)
        return [found[key] for key in keys if key in found]

    def _known(self, keys: Sequence[Key]) -> dict[Key, Item]:
        with self._lock:
            return {key: self._items[key] for key in keys if key in self._items}

    def _keep(self, items: dict[Key, Item]) -> None:
        with self._lock:
            for key, item in items.items():
                self._items[key] = item
                self._items.move_to_end(key)
            while len(self._items) > self._limit:
                self._items.popitem(last=False)
