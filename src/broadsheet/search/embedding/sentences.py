"""Models of the sentence-transformers library, which is an extra: it needs torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import SetupError
from broadsheet.search.embedding.model import unit_rows
from broadsheet.search.vectors.scalar_quantisation import quantise

BATCH = 32
EMPTY = "."
"""Stands for a text without any token, which models fail at."""


class SentenceTransformersModel:
    """A name of the model hub or a folder; loaded at first use, on the processor or GPU that torch finds."""

    def __init__(self, name: str, model: str, threads: int) -> None:
        self.name = name
        self._model, self._threads = model, threads
        self._lock = threading.Lock()
        self._cached_query = lru_cache(maxsize=512)(self._embed_query)

    @cached_property
    def dimensions(self) -> int:
        return len(self.embed_query("dimensions"))

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        encoder = self._encoder
        encode = getattr(encoder, "encode_document", encoder.encode)
        return quantise(
            unit_rows(
                encode([text.strip() or EMPTY for text in texts], batch_size=BATCH, show_progress_bar=False)
            )
        )

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._cached_query(text)

    def _embed_query(self, text: str) -> NDArray[np.float32]:
        encoder = self._encoder
        encode = getattr(encoder, "encode_query", encoder.encode)
        return np.asarray(unit_rows(encode([text.strip() or EMPTY], show_progress_bar=False))[0], np.float32)

    @property
    def _encoder(self) -> Any:
        with self._lock:
            return self._loaded_encoder

    @cached_property
    def _loaded_encoder(self) -> Any:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise SetupError(
                "sentence-transformers models need the extra of that name",
                self.name,
                'Run `pip install "broadsheet[sentence-transformers]"`.',
            ) from error
        torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(self._model)
        except (OSError, ValueError) as error:
            raise SetupError(
                f"sentence-transformers cannot load the model: {str(error)[:200]}",
                self._model,
                "Name a model of the hub, such as sentence-transformers:BAAI/bge-small-en-v1.5, or a folder.",
            ) from error
