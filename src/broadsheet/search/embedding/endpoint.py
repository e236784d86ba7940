"""Embeddings by an endpoint that speaks OpenAI's protocol: a service, or a server of one's own (vLLM, Ollama, …)."""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import httpx
import numpy as np
import orjson
import tenacity
from numpy.typing import NDArray

from broadsheet import __version__
from broadsheet.errors import SetupError
from broadsheet.search.embedding.model import ModelRefusesError, ModelUnavailableError, unit_rows
from broadsheet.search.vectors.scalar_quantisation import quantise

logger = logging.getLogger("broadsheet.search")
BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
MAX_ANSWER_BYTES = 64 * 2**20


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
        self._address, self._model, self._limits = _checked(address, key), model, limits or Limits()
        self._key, self._sleep, self._clock = key, sleep, clock
        self._resting_until = 0.0
        self._lock = threading.Lock()
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
        try:
            with self._http.stream("POST", self._address, content=content, timeout=timeout_s) as response:
                body = _body(response)
        except httpx.TransportError as error:
            raise ModelUnavailableError(
                "The embedding endpoint cannot be reached",
                f"{self._address}: {error or type(error).__name__}",
            ) from error
        if response.status_code in BUSY:
            raise ModelUnavailableError(
                "The embedding endpoint is busy or failing",
                f"{response.status_code} {self._address}",
                retry_after_s=_seconds(response.headers.get("retry-after")),
            )
        if response.status_code != httpx.codes.OK:
            raise ModelRefusesError(
                "The embedding endpoint refuses the request",
                f"{response.status_code} {self._address}: {body[:200].decode(errors='replace')}",
                "Check the address, the model's name and BROADSHEET_EMBEDDING_KEY.",
            )
        return _vectors(body, len(sent), self._address)

    @property
    def _http(self) -> httpx.Client:
        with self._lock:
            return self._client

    @cached_property
    def _client(self) -> httpx.Client:
        headers = {"Content-Type": "application/json", "User-Agent": f"broadsheet/{__version__}"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return httpx.Client(headers=headers, follow_redirects=False, trust_env=False)


def _checked(address: str, key: str) -> str:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise SetupError(
            "The address of an embedding endpoint begins with https:// or http://, without a password",
            address,
            "Write BROADSHEET_EMBEDDING=openai:https://host/v1#model, the key in BROADSHEET_EMBEDDING_KEY.",
        )
    if key and url.scheme == "http" and not _is_near(url.host):
        raise SetupError(
            "A key is sent encrypted: over http:// only to this machine or a private address",
            address,
            "Use https://, or leave BROADSHEET_EMBEDDING_KEY empty.",
        )
    path = url.path.rstrip("/")
    return str(url.copy_with(path=path if path.endswith("/embeddings") else f"{path}/embeddings"))


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


def _body(response: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            raise ModelRefusesError(
                "An answer of the embedding endpoint has at most 64 MiB", str(response.url)
            )
        parts.append(part)
    return b"".join(parts)


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


def _seconds(text: str | None) -> float | None:
    return float(min(int(text), 3600)) if text and text.strip().isdecimal() else None
