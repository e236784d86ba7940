"""A sentence encoder in ONNX form with its tokenizer beside it, run by onnxruntime."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from broadsheet.search.embedding.model import unit_rows
from broadsheet.search.vectors.scalar_quantisation import quantise

BACKGROUND_NICENESS = 10


@dataclass(frozen=True)
class Reading:
    """How a model wants its texts."""

    max_tokens: int
    pooling: str = "mean"
    """`mean` or `cls`, where the model's output is one vector a token."""
    query_prefix: str = ""
    paper_prefix: str = ""


class OnnxModel:
    """Inputs `input_ids`, `attention_mask` and perhaps `token_type_ids`; the output is a vector a text, or a
    vector a token, which is then pooled. Loaded at first use; safe in threads.

    A text is a run of its own: nothing is padded, and a text's vector does not depend on its neighbours (an
    int8 model scales a run's activations together). On one core this is as fast as any batch.
    """

    def __init__(self, name: str, model: Path, tokenizer: Path, reading: Reading, threads: int) -> None:
        self.name = name
        self._model, self._tokens, self._reading, self._threads = model, tokenizer, reading, threads
        self._lock = threading.Lock()
        self._cached_query = lru_cache(maxsize=512)(self._embed_query)

    @cached_property
    def dimensions(self) -> int:
        return len(self.embed_query(""))

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        encodings = self._tokenizer.encode_batch([self._reading.paper_prefix + text for text in texts])
        order = sorted(range(len(texts)), key=lambda at: -len(encodings[at].ids))
        with ThreadPoolExecutor(self._threads, initializer=_step_back) as pool:
            vectors = list(pool.map(self._run, [encodings[at] for at in order]))
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        rows[order] = np.concatenate(vectors) if vectors else 0
        return quantise(rows)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._cached_query(text)

    def _embed_query(self, text: str) -> NDArray[np.float32]:
        vectors = self._run(self._tokenizer.encode(self._reading.query_prefix + text))
        return np.asarray(vectors[0], np.float32)

    def _run(self, encoding: Encoding) -> NDArray[np.float32]:
        ids = np.array([encoding.ids], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        session, inputs = self._session
        return self._pooled(session.run(None, {name: given[name] for name in inputs}))

    def _pooled(self, outputs: list[NDArray[Any]]) -> NDArray[np.float32]:
        texts = next((each for each in outputs if each.ndim == 2), None)
        if texts is None:
            tokens = outputs[0]
            texts = tokens[:, 0] if self._reading.pooling == "cls" else tokens.mean(axis=1)
        return unit_rows(texts)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._tokens))
        tokenizer.enable_truncation(self._reading.max_tokens)
        tokenizer.no_padding()
        return tokenizer

    @property
    def _session(self) -> tuple[Any, tuple[str, ...]]:
        """With the names of its inputs."""
        with self._lock:
            return self._loaded_session

    @cached_property
    def _loaded_session(self) -> tuple[Any, tuple[str, ...]]:
        # Not before: the import starts a thread, with which the web server could not fork its processes.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])
        return session, tuple(each.name for each in session.get_inputs())


def _step_back() -> None:
    """Let everything else on the machine go first: on Linux a thread has a niceness of its own."""
    if hasattr(os, "setpriority"):
        thread = threading.get_native_id()
        lowest = max(os.getpriority(os.PRIO_PROCESS, thread), BACKGROUND_NICENESS)
        os.setpriority(os.PRIO_PROCESS, thread, lowest)
