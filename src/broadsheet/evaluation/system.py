"""Interface of a system that is evaluated: it indexes a collection and answers its queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple

from broadsheet.evaluation.collections import Collection

DEPTH = 100
"""Most documents in a system's answer to a query."""


class ScoredDocument(NamedTuple):
    document: str
    score: float


Answer = Callable[[str], Iterable[ScoredDocument]]
"""A query's documents, best first."""
Systems = Callable[[Collection], AbstractContextManager[dict[str, Answer]]]
"""Indexes a collection; yields the systems by name."""
