"""A server that speaks OpenAI's embedding protocol, with vectors made of word hashes."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any
from zlib import crc32

import numpy as np
from tests import openai_server
from tests.openai_server import Endpoint

DIMENSIONS = 48


def vector(text: str) -> list[float]:
    """Texts that share words are near each other."""
    summed = np.zeros(DIMENSIONS)
    for word in text.lower().split():
        summed += np.random.default_rng(crc32(word.encode())).normal(size=DIMENSIONS)
    return [float(number) for number in summed]


def serving(port: int = 0) -> AbstractContextManager[Endpoint]:
    return openai_server.serving(Endpoint(), _embeddings, port)


def _embeddings(request: dict[str, Any]) -> bytes:
    rows = [{"index": at, "embedding": vector(text)} for at, text in enumerate(request["input"])]
    return json.dumps({"object": "list", "data": rows[::-1], "model": request["model"]}).encode()
