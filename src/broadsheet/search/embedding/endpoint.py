"""Embeddings by an endpoint that speaks OpenAI's protocol: a service, or a server of one's own (vLLM, Ollama, …)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import orjson
import tenacity
from numpy.typing import NDArray

from broadsheet.search.embedding.endpoint_http import Endpoint, Service
from broadsheet.search.embedding.model import ModelRefusesError, ModelUnavailableError, unit_rows
from broadsheet.search.vectors.scalar_quantisation import quantise

logger = logging.getLogger("broadsheet.search")

SERVICE = Service(
    "embedding",
    "/embeddings",
    "Write BROADSHEET_EMBEDDING=openai:https://host/v1#model, the key in BROADSHEET_EMBEDDING_KEY.",
    "Check the address, the model's name and BROADSHEET_EMBEDDING_KEY.",
    most_bytes=64 * 2**20,
)


@dataclass(frozen=True)
class Limits:
    texts_per_request: int = 64
    text_chars: int = 8_000
    """Of a longer text the rest is not sent: models take some thousand tokens."""
    attempts: int = 6
    backoff_s: float = 1.0
    max_wait_s: float = 60.0
    timeout_s: float = 60.0
    query_timeout_s: float = 2.0
    rest_s: float = 30.0
    """After a query failed, queries are answered by words for so long, without asking again."""


class EndpointModel:
    """Texts go to this one address and nowhere else: redirects are not followed, proxies of the environment
    not used. One request at a time in the background, with back-off as the endpoint asks for it."""

    def __init__(
        self,
        name: str,
        address: str,
        model: str,
        key: str = "",
        limits: Limits | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._endpoint = Endpoint(SERVICE, address, key)
        self._address, self._model, self._limits = self._endpoint.address, model, limits or Limits()
        self._sleep, self._clock = sleep, clock
        self._resting_until = 0.0
        self._cached_query = lru_cache(maxsize=2048)(self._embed_query)

    @cached_property
    def dimensions(self) -> int:
        return int(self._with_retries(["dimensions"]).shape[1])

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        size = self._limits.texts_per_request
        parts = [self._with_retries(texts[at : at + size]) for at in range(0, len(texts), size)]
        return quantise(unit_rows(np.concatenate(parts)))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Raises ModelUnavailableError within `query_timeout_s`, at once while resting."""
        return self._cached_query(text)

    def _embed_query(self, text: str) -> NDArray[np.float32]:
        if self._clock() < self._resting_until:
            raise ModelUnavailableError(
                "The embedding endpoint failed a moment ago and is left alone", self._address
            )
        try:
            vectors = self._request([text], self._limits.query_timeout_s)
        except (ModelUnavailableError, ModelRefusesError) as error:
            self._resting_until = self._clock() + self._limits.rest_s
            logger.warning("Queries are answered by words alone for %.0f s: %s", self._limits.rest_s, error)
            raise
        return np.asarray(unit_rows(vectors)[0], np.float32)

    def _with_retries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(ModelUnavailableError),
            stop=tenacity.stop_after_attempt(self._limits.attempts),
            wait=self._wait_s,
            sleep=self._sleep,
            reraise=True,
        )
        vectors: NDArray[np.float32] = retrying(self._request, texts, self._limits.timeout_s)
        return vectors

    def _wait_s(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, ModelUnavailableError) and error.retry_after_s is not None:
            return min(error.retry_after_s, self._limits.max_wait_s)
        return float(tenacity.wait_random_exponential(self._limits.backoff_s, self._limits.max_wait_s)(state))

    def _request(self, texts: Sequence[str], timeout_s: float) -> NDArray[np.float32]:
        sent = [text[: self._limits.text_chars] or " " for text in texts]
        content = orjson.dumps({"model": self._model, "input": sent, "encoding_format": "float"})
        body = self._endpoint.post(content, timeout_s)
        return _vectors(body, len(sent), self._address)


def _vectors(body: bytes, count: int, address: str) -> NDArray[np.float32]:
    try:
        rows: list[dict[str, Any]] = sorted(orjson.loads(body)["data"], key=lambda row: int(row["index"]))
        vectors = np.array([row["embedding"] for row in rows], np.float32)
    except (ValueError, TypeError, KeyError) as error:
        raise ModelRefusesError(
            "The embedding endpoint answers in OpenAI's form: data[].embedding with data[].index",
            f"{address}: {body[:200].decode(errors='replace')}",
        ) from error
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise ModelRefusesError(
            f"The embedding endpoint answers {count} texts with {count} vectors of numbers",
            f"{address}: shape {vectors.shape}",
        )
    return vectors
