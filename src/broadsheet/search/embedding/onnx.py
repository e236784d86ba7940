"""A sentence encoder in ONNX form with its tokenizer beside it, run by onnxruntime."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from broadsheet.search.vectors import quantise

TEXTS_PER_RUN = 4
"""Small runs of equal length on one thread each use two cores better than large runs on both threads."""


class OnnxModel:
    """Inputs `input_ids` and `attention_mask`, output unit vectors. Loaded at first use; safe in threads."""

    def __init__(self, name: str, folder: Path, *, dimensions: int, max_tokens: int, threads: int) -> None:
        self.name, self.dimensions = name, dimensions
        self._folder, self._max_tokens, self._threads = folder, max_tokens, threads
        self._lock = threading.Lock()
        self._cached_query = lru_cache(maxsize=512)(self._embed_query)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda at: len(encodings[at].ids))
        runs = [order[at : at + TEXTS_PER_RUN] for at in range(0, len(order), TEXTS_PER_RUN)]
        found = np.zeros((len(texts), self.dimensions), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for run, vectors in zip(runs, pool.map(self._run, _batches(encodings, runs)), strict=True):
                found[run] = vectors
        return quantise(found)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self._cached_query(text)

    def _embed_query(self, text: str) -> NDArray[np.float32]:
        vectors = self._run([self._tokenizer.encode(text)])
        return np.asarray(vectors[0], np.float32)

    def _run(self, batch: list[Encoding]) -> NDArray[np.float32]:
        longest = max(len(encoding.ids) for encoding in batch)
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(batch):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        outputs: list[Any] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(outputs[0], np.float32)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(self._max_tokens)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        # Not before: the import starts a thread, with which the web server could not fork its processes.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(
            str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )


def _batches(encodings: list[Encoding], runs: list[list[int]]) -> Iterator[list[Encoding]]:
    for run in runs:
        yield [encodings[at] for at in run]
