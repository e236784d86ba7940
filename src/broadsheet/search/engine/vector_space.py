"""The vector space of an embedding model, as an index engine knows it: a name and a number of dimensions."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Protocol


class VectorSpace(Protocol):
    """An embedding model is one."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int:
        """May load the model, or ask its server."""
        ...


def folder_name(space: str) -> str:
    """A space's name as one that any file system and table store takes."""
    if re.fullmatch(r"[a-z0-9-]+", space):
        return space
    readable = re.sub(r"[^a-z0-9]+", "-", space.lower()).strip("-")
    return f"{readable[-60:].strip('-')}-{blake2b(space.encode(), digest_size=4).hexdigest()}"
