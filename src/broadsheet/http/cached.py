"""The decorator of routes whose answers are stored until the content changes.

It serves anonymous requests alone (`is_anonymous`): whoever says who he is has the view's own answer. The key of an
answer holds all that an anonymous one may depend on: the route and its arguments, scheme, host and script prefix,
the query, the appearance, what the route adds, and the version of the content. Of the headers that negotiate,
`Accept` has done its work before (the path of a page's Markdown is another one), and `Accept-Encoding` chooses between
two stored forms. Each process has its own store, bounded.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from math import inf
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.urls import get_script_prefix
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from broadsheet.http import addresses, appearance, compression
from broadsheet.http.anonymous import is_anonymous
from broadsheet.http.answer_store import AnswerStore
from broadsheet.http.versions import Follows, Version, version

EARLY = "broadsheet.early"
"""Key of the WSGI environment: the `EarlyOffer`, where `early_answers` may store the whole answer."""
MAX_AGE_S = 60
"""How long a client or a proxy may use an answer without asking again."""
IN_KEY = frozenset(("accept", "accept-encoding", "cookie"))
"""Headers by which a stored answer may vary."""

View = Callable[..., HttpResponse]


class EarlyOffer(NamedTuple):
    """Under which version an answer may be stored, how that version is read, and until when, by the monotonic clock."""

    version: str
    follows: Follows
    expires: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What an answer depends on beside path, place and content, and how long it may be used."""

    parameters: tuple[str, ...] = ()
    whole_query: bool = False
    also: Callable[[], object] | None = None
    follows: Follows = Follows.CONTENT
    lives_s: float = inf
    max_age_s: int = MAX_AGE_S

    @property
    def stable(self) -> bool:
        """The answer changes with the version of the content alone."""
        return self.lives_s == inf

    def key(self, name: str, request: HttpRequest, args: tuple[Any, ...], arguments: dict[str, Any]) -> str:
        query = request.META.get("QUERY_STRING", "") if self.whole_query else self._parameters(request)
        return repr((name, args, sorted(arguments.items()), _place(request), query))

    def _parameters(self, request: HttpRequest) -> list[tuple[str, str | None]]:
        return [(each, request.GET.get(each)) for each in self.parameters]

    def last_modified(self, version: Version) -> int | None:
        return version.last_modified(time.time()) if self.stable else None


def cached(
    *parameters: str,
    whole_query: bool = False,
    also: Callable[[], object] | None = None,
    follows: Follows = Follows.CONTENT,
    lives_s: float = inf,
    max_age_s: int = MAX_AGE_S,
) -> Callable[[View], View]:
    """For a view whose answer to an anonymous request depends on its path, its arguments and the content, and on:

    `parameters`: these of the query, others being ignored; `whole_query`: all of them, for a view that repeats them.
    `also`: something else, such as how far the index has come.
    `follows`: what readers' votes move.
    `lives_s`: the time; an answer is stored so long at most, and its ETag is that of its content.

    `max_age_s`: how long a client may use it without asking again.
    """
    rule = Rule(parameters, whole_query, also, follows, lives_s, max_age_s)

    def wrap(view: View) -> View:
        name = f"{view.__module__}.{view.__qualname__}"

        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **arguments: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            if not is_anonymous(request):
                return view(request, *args, **arguments)
            # Read before the answer is made, which is then never older than its version.
            current = version(rule.follows, rule.also)
            answering = _Answering(rule, request, current, rule.key(name, request, args, arguments))
            return answering.response(lambda: view(request, *args, **arguments))

        answered.rule = rule  # type: ignore[attr-defined]  # by which tests know cached routes
        return answered

    return wrap


@cache
def answer_store() -> AnswerStore:
    """Of this process."""
    return AnswerStore()


def _place(request: HttpRequest) -> tuple[str, ...]:
    return (
        request.scheme or "",
        request.get_host(),
        addresses.base(request),
        get_script_prefix(),
        request.path_info,
        appearance.chosen(request),
    )


@dataclass(frozen=True, slots=True)
class _Answering:
    """One anonymous request for a cached route."""

    rule: Rule
    request: HttpRequest
    version: Version
    key: str

    def response(self, make: Callable[[], HttpResponse]) -> HttpResponse:
        store_key = self.version.etag(self.key)
        if self.rule.stable and (known := self._not_modified(store_key)):
            self._offer(store_key)
            return known
        response = self._stored(store_key) or self._made(store_key, make)
        if response.status_code != 200 or "ETag" not in response:
            return response
        self._offer(store_key)
        return self._without_body_for_head(self._with_date(response))

    def _offer(self, store_key: str) -> None:
        """Not what follows the index, nor what has no date yet."""
        if self.rule.also is not None:
            return
        if not self.rule.stable:
            expires = answer_store().expires(store_key)
        else:
            expires = inf if self.rule.last_modified(self.version) is not None else None
        if expires is not None:
            self.request.META[EARLY] = EarlyOffer(self.version.text, self.rule.follows, expires)

    def _not_modified(self, etag: str) -> HttpResponse | None:
        """304 without making the answer. `*` stands for any answer, thus needs to know that there is one."""
        if self.request.headers.get("If-None-Match", "").strip() == "*":
            return None
        response = get_conditional_response(self.request, etag, self.rule.last_modified(self.version))
        if response is None or response.status_code != 304:
            return None
        return self._with_date(self._with_headers(HttpResponseNotModified(), etag))

    def _stored(self, key: str) -> HttpResponse | None:
        if compression.accepts_gzip(self.request.headers.get("Accept-Encoding", "")) and (
            small := answer_store().get(f"gzip {key}")
        ):
            return small
        plain = answer_store().get(key)
        return self._compressed(key, plain) if plain else None

    def _made(self, key: str, make: Callable[[], HttpResponse]) -> HttpResponse:
        response = make()
        if not _may_be_stored(self.request, response):
            return response
        etag = (
            key
            if self.rule.stable
            else f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        )
        self._with_headers(response, etag)
        answer_store().put(key, response, time.monotonic() + self.rule.lives_s)
        return self._compressed(key, response)

    def _compressed(self, key: str, response: HttpResponse) -> HttpResponse:
        if not compression.is_worthwhile(self.request, response):
            return response
        small = compression.compressed(response)
        if (expires := answer_store().expires(key)) is not None:
            answer_store().put(f"gzip {key}", small, expires)
        return small

    def _with_headers(self, response: HttpResponse, etag: str) -> HttpResponse:
        response["ETag"] = etag
        age = f"max-age={self.rule.max_age_s}" if self.rule.max_age_s else "no-cache"
        response.headers.setdefault("Cache-Control", age)
        patch_vary_headers(response, ("Accept-Encoding",))
        return response

    def _with_date(self, response: HttpResponse) -> HttpResponse:
        modified = self.rule.last_modified(self.version)
        if modified is not None:
            response["Last-Modified"] = http_date(modified)
        return response

    def _without_body_for_head(self, response: HttpResponse) -> HttpResponse:
        response["Content-Length"] = str(len(response.content))
        if self.request.method == "HEAD":
            response.content = b""
        return response


def _may_be_stored(request: HttpRequest, response: HttpResponse) -> bool:
    """A good answer that is the same for every anonymous client: it sets no cookie, holds no CSRF token, varies by
    nothing that the key has not, and its view does not forbid it (`no-store`)."""
    varies_by = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "CSRF_COOKIE" not in request.META
        and "no-store" not in response.get("Cache-Control", "")
        and varies_by <= IN_KEY
    )
