"""What is compared: something that takes a collection in and answers its queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple

from broadsheet.evaluation.collections import Collection

DEPTH = 100
"""Documents that a system answers a query with, at most."""


class Found(NamedTuple):
    document: str
    score: float


Answer = Callable[[str], Iterable[Found]]
"""A query's documents, best first."""
Systems = Callable[[Collection], AbstractContextManager[dict[str, Answer]]]
"""Takes a collection in; yields the systems by name."""
