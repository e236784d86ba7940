"""HTTP client of the live sources: polite, patient, bounded, and limited to the hosts that a source declares."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import httpx
import tenacity

from broadsheet import __version__, config
from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.body import read_body
from broadsheet.harvest.network import GuardedBackend, Resolve, Transport, resolve
from broadsheet.harvest.politeness import Turn, Turnstile, retry_after_s

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
ASKS_FOR_PATIENCE = frozenset({429, 503})
REDIRECT = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Site:
    """The hosts that a source may reach, `name` or `name:port`, and the interval between its requests."""

    hosts: frozenset[str]
    interval_s: float
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    connect_timeout_s: float = 15
    read_timeout_s: float = 60
    """Timeout between two pieces of an answer."""
    deadline_s: float = 300
    """Timeout of one whole answer."""
    max_bytes: int = 64 * 2**20
    """Largest answer, decompressed."""
    attempts: int = 5
    max_wait_s: float = 900
    """The longest `Retry-After` that is waited for; a longer one ends the harvest until then."""
    backoff_s: float = 2
    patience_s: float = 60
    """First back-off after 429 or 503 without `Retry-After`."""
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def not_modified(self) -> bool:
        return self.status == httpx.codes.NOT_MODIFIED

    @property
    def validators(self) -> dict[str, str]:
        """Validators for the cursor, so that the next request can be answered with 304."""
        headers = {"etag": self.headers.get("etag"), "last_modified": self.headers.get("last-modified")}
        return {name: value for name, value in headers.items() if value}

    @property
    def next_url(self) -> str | None:
        """Absolute address of `Link: <...>; rel="next"`."""
        for link in httpx.Response(200, headers=dict(self.headers)).links.values():
            if link.get("rel") == "next" and "url" in link:
                return str(_joined(httpx.URL(self.url), link["url"]))
        return None


@dataclass
class Client:
    site: Site
    turnstile: Turnstile
    limits: Limits = field(default_factory=Limits)
    rng: random.Random = field(default_factory=random.Random)
    resolve: Resolve = resolve

    def __post_init__(self) -> None:
        self._deadline = 0.0
        backend = GuardedBackend(self.site.allow_private, self.resolve, self._remaining_s)
        timeout = httpx.Timeout(self.limits.read_timeout_s, connect=self.limits.connect_timeout_s)
        self._http = httpx.Client(transport=Transport(backend), timeout=timeout, headers=_introduction())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        self._http.close()

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        validators: Mapping[str, str] | None = None,
        accept: Callable[[Answer], None] = lambda answer: None,
    ) -> Answer:
        """The answer, 200 or 304. `accept` may refuse it with a TemporaryError, so that it is asked for again.

        Raises TemporaryError when patience is at an end, InputError when asking again is pointless.
        """
        address = httpx.URL(url, params=dict(params)) if params else httpx.URL(url)

        def attempt() -> Answer:
            answer = self._follow(address, validators or {})
            accept(answer)
            return answer

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._worth_retrying),
            stop=tenacity.stop_after_attempt(self.limits.attempts),
            wait=self._wait_s,
            sleep=self.turnstile.clock.sleep,
            reraise=True,
        )
        answer: Answer = retrying(attempt)
        return answer

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.turnstile.clock.now(), UTC)

    def today(self) -> date:
        return self.now().date()

    def days_ago(self, days: int) -> date:
        return self.today() - timedelta(days=days)

    def _worth_retrying(self, error: BaseException) -> bool:
        if not isinstance(error, TemporaryError):
            return False
        return error.retry_after_s is None or error.retry_after_s <= self.limits.max_wait_s

    def _wait_s(self, state: tenacity.RetryCallState) -> float:
        """What the server asked for is waited in its turnstile; a back-off of our own, with jitter, here."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, TemporaryError) and error.retry_after_s is not None:
            return 0.0
        first_s = self.limits.patience_s if isinstance(error, BusyError) else self.limits.backoff_s
        longest_s = min(first_s * 2.0 ** (state.attempt_number - 1), self.limits.max_wait_s)
        return self.rng.uniform(longest_s / 2, longest_s)

    def _follow(self, url: httpx.URL, validators: Mapping[str, str]) -> Answer:
        for _ in range(self.limits.max_redirects + 1):
            self._check_host(url)
            answer = self._request(url, validators)
            if answer.status not in REDIRECT:
                return answer
            url = _redirect_target(url, answer)
        raise InputError(f"A source may redirect {self.limits.max_redirects} times at most", str(url))

    def _check_host(self, url: httpx.URL) -> None:
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise InputError(
                "A source's address begins with https:// or http://, without a password", str(url)
            )
        place = url.host if url.port is None else f"{url.host}:{url.port}"
        if place not in self.site.hosts:
            raise InputError(
                f"A source may reach only the hosts it declares: {', '.join(sorted(self.site.hosts))}",
                str(url),
                f'If the address is right, add "{place}" to `hosts` of the source in the sources file.',
            )

    def _request(self, url: httpx.URL, validators: Mapping[str, str]) -> Answer:
        with self.turnstile.turn(url.host, self.site.interval_s, self.limits.max_wait_s) as turn:
            self._deadline = self.turnstile.clock.now() + self.limits.deadline_s
            try:
                with self._http.stream("GET", url, headers=_conditions(validators)) as response:
                    self._check_status(url, response, turn)
                    body = self._body(response) if response.status_code == 200 else b""
            except httpx.TimeoutException as error:
                raise TemporaryError("The source did not answer in time", f"{url}: {error}") from error
            except httpx.TransportError as error:
                raise TemporaryError(
                    "The connection failed", f"{url}: {error}", "Try again later."
                ) from error
            except TemporaryError as error:
                turn.postpone(error.retry_after_s or 0.0)
                raise
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(str(url), response.status_code, headers, body)

    def _body(self, response: httpx.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "identity")
        return read_body(response.iter_raw(), encoding, self.limits.max_bytes)

    def _check_status(self, url: httpx.URL, response: httpx.Response, turn: Turn) -> None:
        status = response.status_code
        if status in (200, httpx.codes.NOT_MODIFIED) or status in REDIRECT:
            return
        summary = f"{status} {response.reason_phrase} {url}"
        if status in BUSY:
            wait_s = retry_after_s(response.headers.get("retry-after"), self.turnstile.clock.now())
            kind = BusyError if status in ASKS_FOR_PATIENCE else TemporaryError
            raise kind("The source is busy or failing", summary, "Try again later.", retry_after_s=wait_s)
        raise InputError("The source refuses the request", summary, "Check the source's address and options.")

    def _remaining_s(self) -> float:
        return self._deadline - self.turnstile.clock.now()


class BusyError(TemporaryError):
    """The source asked for patience (429, 503)."""


def _redirect_target(url: httpx.URL, answer: Answer) -> httpx.URL:
    target = _joined(url, answer.headers.get("location", ""))
    if url.scheme == "https" and target.scheme == "http":
        raise InputError("A source is not followed from https to http", str(target))
    return target


def _joined(url: httpx.URL, target: str) -> httpx.URL:
    try:
        return url.join(target)
    except (httpx.InvalidURL, ValueError) as error:
        raise InputError("A source leads on to a valid address", target) from error


def _conditions(validators: Mapping[str, str]) -> dict[str, str]:
    names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
    return {names[key]: value for key, value in validators.items() if key in names}


def _introduction() -> dict[str, str]:
    contact: str = config.read("CONTACT")
    agent = f"broadsheet/{__version__}" + (f" (mailto:{contact})" if contact else "")
    return {"User-Agent": agent, "Accept-Encoding": "gzip"} | ({"From": contact} if contact else {})
