"""The interface of embedding models, and the errors that they raise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import InputError, SetupError, TemporaryError

MAX_NAME_CHARS = 100


class EmbeddingModel(Protocol):
    name: str
    """Stored beside every vector; another text preparation or other weights need another name."""

    @property
    def dimensions(self) -> int:
        """May load the model, or ask its server."""
        ...

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        """Unit vectors times 127, one row a text."""
        ...

    def embed_query(self, text: str) -> NDArray[np.floating[Any]]:
        """A unit vector."""
        ...


class ModelUnavailableError(TemporaryError):
    """The model cannot answer now: its server is down or busy."""


class ModelRefusesError(InputError):
    """The model's server refuses the request, for instance because of a wrong key."""


FAILURES = (ModelUnavailableError, ModelRefusesError, SetupError)
"""What `embed_query` may raise. Search then goes on by words."""


def paper_text(title: str, abstract: str) -> str:
    """What of a paper is embedded."""
    return f"{title}\n{abstract}".strip()


def unit_rows(vectors: NDArray[Any]) -> NDArray[np.float32]:
    floats = np.asarray(vectors, np.float32)
    return np.asarray(floats / np.maximum(np.linalg.norm(floats, axis=1, keepdims=True), 1e-9), np.float32)
