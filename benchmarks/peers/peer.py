from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = Sequence[int]


class Text(NamedTuple):
    title: str
    abstract: str

    @property
    def whole(self) -> str:
        return f"{self.title} {self.abstract}"


class Peer(Protocol):
    name: str
    has_words: bool
    has_vectors: bool

    def build(self, papers: list[Text], vectors: NDArray[np.int8], folder: Path) -> None: ...

    def words(self, query: str, limit: int) -> Rows: ...

    def vectors(self, query: NDArray[np.float32], limit: int) -> Rows: ...
