"""What an embedding model is to the rest of the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class EmbeddingModel(Protocol):
    name: str
    """Stored beside every vector; another text preparation or other weights need another name."""
    dimensions: int

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        """Unit vectors times 127, one row a text."""
        ...

    def embed_query(self, text: str) -> NDArray[np.floating[Any]]:
        """A unit vector."""
        ...


def paper_text(title: str, abstract: str) -> str:
    """What of a paper is embedded."""
    return f"{title}\n{abstract}".strip()
