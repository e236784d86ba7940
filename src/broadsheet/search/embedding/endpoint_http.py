"""Requests to an endpoint that speaks OpenAI's protocol. They go to this one address and nowhere else: redirects are
not followed, proxies of the environment not used, a key is never sent in the clear nor named in an error."""

from __future__ import annotations

import ipaddress
import threading
from dataclasses import dataclass
from functools import cached_property

import httpx

from broadsheet import __version__
from broadsheet.errors import SetupError
from broadsheet.search.embedding.model import ModelRefusesError, ModelUnavailableError

BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
LONGEST_WAIT_S = 3600


@dataclass(frozen=True)
class Service:
    """What an endpoint is asked for, and what errors say of it."""

    name: str
    route: str
    """At the end of the address, such as `/embeddings`."""
    address_cure: str
    refusal_cure: str
    most_bytes: int
    """Of an answer."""


class Endpoint:
    def __init__(self, service: Service, address: str, key: str = "") -> None:
        self._service, self._key = service, key
        self.address = self._checked(address)
        self._lock = threading.Lock()

    def post(self, content: bytes, timeout_s: float) -> bytes:
        """The answer's body. Raises ModelUnavailableError, with the wait that the endpoint asks for, or
        ModelRefusesError."""
        name = self._service.name
        try:
            with self._http.stream("POST", self.address, content=content, timeout=timeout_s) as response:
                body = self._body(response)
        except httpx.TransportError as error:
            raise ModelUnavailableError(
                f"The {name} endpoint cannot be reached", f"{self.address}: {error or type(error).__name__}"
            ) from error
        if response.status_code in BUSY:
            raise ModelUnavailableError(
                f"The {name} endpoint is busy or failing",
                f"{response.status_code} {self.address}",
                retry_after_s=_seconds(response.headers.get("retry-after")),
            )
        if response.status_code != httpx.codes.OK:
            raise ModelRefusesError(
                f"The {name} endpoint refuses the request",
                f"{response.status_code} {self.address}: {self._shown(body)}",
                self._service.refusal_cure,
            )
        return body

    def _shown(self, body: bytes) -> str:
        """The beginning of an answer; some endpoints repeat the key that they refuse."""
        text = body[:200].decode(errors="replace")
        return text.replace(self._key, "(key)") if self._key else text

    def _body(self, response: httpx.Response) -> bytes:
        parts, size, most = [], 0, self._service.most_bytes
        for part in response.iter_bytes():
            size += len(part)
            if size > most:
                raise ModelRefusesError(
                    f"An answer of the {self._service.name} endpoint has at most {most // 2**20} MiB",
                    str(response.url),
                )
            parts.append(part)
        return b"".join(parts)

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

    def _checked(self, address: str) -> str:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL:
            url = httpx.URL()
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise SetupError(
                f"The address of an {self._service.name} endpoint begins with https:// or http://, without a password",
                address,
                self._service.address_cure,
            )
        if self._key and url.scheme == "http" and not _is_near(url.host):
            raise SetupError(
                "A key is sent encrypted: over http:// only to this machine or a private address",
                address,
                f"Use https://, or leave the key empty. {self._service.address_cure}",
            )
        path, route = url.path.rstrip("/"), self._service.route
        return str(url.copy_with(path=path if path.endswith(route) else f"{path}{route}"))


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


def _seconds(text: str | None) -> float | None:
    return float(min(int(text), LONGEST_WAIT_S)) if text and text.strip().isdecimal() else None
