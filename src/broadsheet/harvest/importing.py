"""Import files: detect the format, read, prepare and store, batch by batch, in constant memory."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadsheet.harvest.batches import read_batches
from broadsheet.harvest.prefetch import GC_THRESHOLDS, prefetch
from broadsheet.harvest.rejects import Tally
from broadsheet.papers.intake import Counts, take

PREFETCH_BYTES = 2_000_000
"""Files larger than this are read and prepared by a process of their own, ahead of the writer."""


@dataclass(frozen=True, slots=True)
class Step:
    """Progress of an import, reported after each batch."""

    path: Path
    counts: Counts
    bytes_read: int
    bytes_total: int


Progress = Callable[[Step], None]


def import_file(
    path: Path,
    clock: Callable[[], datetime],
    progress: Progress = lambda step: None,
    encoding: str = "",
) -> Counts:
    """Take every record of a file; InputError if the file cannot be opened or no format matches."""
    tally = Tally(f"file:{path.name}")
    total = path.stat().st_size
    counts = Counts()
    if total > PREFETCH_BYTES:
        gc.set_threshold(*GC_THRESHOLDS)
        batches = prefetch(read_batches, path, encoding)
    else:
        batches = read_batches(path, encoding)
    with closing(batches):
        for batch in batches:
            rows = tally.add(batch.rejected)
            counts += take(batch.prepared, now=clock(), rejects=rows, rejected=len(batch.rejected))
            progress(Step(path, counts, batch.bytes_read, total))
    return counts
