"""Import files: detect the format, read, prepare and store, batch by batch, in constant memory."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadsheet.harvest.ahead import RARELY, run_ahead
from broadsheet.harvest.portions import portions_of
from broadsheet.harvest.rejects import Tally
from broadsheet.papers.intake import Counts, take

AHEAD_BYTES = 2_000_000
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
    if total > AHEAD_BYTES:
        gc.set_threshold(*RARELY)
        portions = run_ahead(portions_of, path, encoding)
    else:
        portions = portions_of(path, encoding)
    with closing(portions):
        for portion in portions:
            rows = tally.add(portion.rejected)
            counts += take(portion.prepared, now=clock(), rejects=rows, rejected=len(portion.rejected))
            progress(Step(path, counts, portion.bytes_read, total))
    return counts
