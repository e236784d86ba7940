"""Interface of a live source: a module in `harvest/sources` with one function.

    harvest(options: Mapping[str, Any], cursor: dict[str, Any], since: date | None, client: Client)
        -> Iterator[Batch]

`options` is the source's table in the sources file. Each batch carries the cursor that belongs to it;
both are stored in one transaction, so a harvest killed anywhere continues where the last batch ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from broadsheet.harvest.format import Rejected
from broadsheet.papers.record import Record


@dataclass(frozen=True, slots=True)
class Batch:
    records: tuple[Record, ...]
    rejected: tuple[Rejected, ...] = ()
    cursor: dict[str, Any] = field(default_factory=dict)
    """A JSON value that the next call of `harvest` receives."""
    expected: int | None = None
    """How many records the whole harvest will bring, where the source says so."""
