"""Restrict connections to public addresses, checked on the address that is really connected to.

A host's name is resolved once per connection, every address it has is checked, and the connection is made to a
checked address itself: a name that answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

from broadsheet.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
CARRIES_IPV4 = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
"""IPv4-compatible and NAT64 addresses: what counts is the IPv4 address in their last 32 bits."""


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet: not private, loopback, link-local, shared, multicast."""
    address = _embedded(ipaddress.ip_address(text.partition("%")[0]))
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address) or int(address) <= 1:
        return address
    if any(address in network for network in CARRIES_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class DeadlineStream(httpcore.NetworkStream):
    """A stream that stops at the deadline, however slowly but steadily the other side goes on sending."""

    def __init__(self, inner: httpcore.NetworkStream, remaining_s: Callable[[], float]) -> None:
        self.inner, self.remaining_s = inner, remaining_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self._within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self._within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        limit_s = self._within(timeout, httpcore.ConnectTimeout)
        return DeadlineStream(self.inner.start_tls(ssl_context, server_hostname, limit_s), self.remaining_s)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)

    def _within(self, timeout: float | None, error: type[Exception]) -> float:
        remaining_s = self.remaining_s()
        if remaining_s <= 0:
            raise error("the deadline of the whole answer has passed")
        return remaining_s if timeout is None else min(timeout, remaining_s)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, allow_private: bool, resolve: Resolve, remaining_s: Callable[[], float]) -> None:
        self.allow_private, self.resolve, self.remaining_s = allow_private, resolve, remaining_s
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self.checked_addresses(host, port):
            try:
                stream = self.inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return DeadlineStream(stream, self.remaining_s)
        raise error

    def checked_addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        for address in addresses:
            if not self.allow_private and not is_public(address):
                raise InputError(
                    "A source may not lead to a private, loopback or link-local address",
                    f"{host} is {address}",
                    "If this is meant, set `allow_private = true` for the source in the sources file.",
                )
        return addresses


class Transport(httpx.BaseTransport):
    """httpx over httpcore with our own network backend, which `httpx.HTTPTransport` has no option for."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self.pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=1,
            keepalive_expiry=30,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        core = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.read(),
            extensions=request.extensions,
        )
        try:
            answer = self.pool.handle_request(core)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise _as_httpx(error) from error
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self.pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.answer.iter_stream()
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise _as_httpx(error) from error

    def close(self) -> None:
        self.answer.close()


def _as_httpx(error: Exception) -> httpx.TransportError:
    """httpx's exceptions bear the names of httpcore's."""
    found: type[httpx.TransportError] = getattr(httpx, type(error).__name__, httpx.NetworkError)
    return found(str(error))
