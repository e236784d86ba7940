"""What a bad file is, and what must come of it."""

from __future__ import annotations

from typing import NamedTuple


class BadFile(NamedTuple):
    name: str
    content: bytes
    records: int = 0
    rejects: int = 0
    says: str = ""
    """Stands in the reason of one of the rejects, in a note on one of the records, or in the refusal."""
    titles: tuple[str, ...] = ()
    """Titles that must be among those read, exactly so."""
    refused: bool = False
    """No format is asked to read it: an InputError for this file, and the next file is read."""
