"""Nobody gets another's answer: every route is asked by two readers with sessions, two with tokens, and nobody."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.core.wsgi import get_wsgi_application
from django.test import Client
from tests.api.v1.conftest import home, shelf
from tests.http.asking import Asker, answer_to, mark_all_responses, rounds
from tests.http.examples import ERRORS, Example, examples
from tests.http.wsgi import connection_stays
from tests.papers.records import NOON

from broadsheet.accounts import tokens
from broadsheet.accounts.models import Scope
from broadsheet.digests import links
from broadsheet.digests.models import Subscriber
from broadsheet.http import cached, early_answers
from broadsheet.http.early_answers import EarlyAnswers

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("connection_stays", "_marked", "shelf"),
]
__all__ = ["connection_stays", "home", "shelf"]
CACHED_ROUTES, EARLY_ROUTES = 50, 40
"""At the least."""


@pytest.fixture
def _marked(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """Two seconds later: within its first one a version has no date, and nothing is answered early."""
    clock = time.time
    monkeypatch.setattr(cached.time, "time", lambda: clock() + 2)
    monkeypatch.setenv("BROADSHEET_API_CALLS_WITH_TOKEN", "1000000000")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.http.asking.Marking"]
    mark_all_responses(monkeypatch)


@pytest.fixture
def askers() -> list[Asker]:
    """The readers are staff, so that the admin shows them something."""
    signed_in = [Asker(name, {"cookie": _session(name)}) for name in ("ann", "ben")]
    with_token = [Asker(name, {"authorization": _token(name)}) for name in ("cleo-token", "dan-token")]
    return [Asker("nobody", {}), *signed_in, *with_token]


def _session(name: str) -> str:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(name, f"{name}@example.org"))
    return "; ".join(f"{each.key}={each.value}" for each in client.cookies.values())


def _token(name: str) -> str:
    return f"Bearer {tokens.create(name, [Scope.READ, Scope.ADMIN], NOON)[1]}"


@pytest.fixture
def walk() -> list[Example]:
    reader = Subscriber.objects.create(
        address="eve@example.org", address_key="eve", created=NOON, changed=NOON
    )
    own = [links.preferences_token(reader)]
    names = ("digest-preferences", "digest-unsubscribe", "digest-forget")
    return list(examples({**dict.fromkeys(names, own), "digest-confirm": [links.confirmation_token(reader)]}))


def test_every_route_answers_its_example(walk: list[Example], askers: list[Asker]) -> None:
    """What is asked for exists, so that the walk meets the answers that matter."""
    application = get_wsgi_application()
    refused = {}
    for example in walk:
        statuses = (answer_to(application, asker, example.address).status for asker in askers)
        if example.route not in ERRORS and not any(status < 400 for status in statuses):
            refused[example] = [answer_to(application, asker, example.address).status for asker in askers]
    assert refused == {}


def test_nobody_gets_the_answer_of_another(walk: list[Example], askers: list[Asker]) -> None:
    assert dict(leaks(walk, askers)) == {}


def test_answers_to_readers_are_stored_by_no_cache(walk: list[Example], askers: list[Asker]) -> None:
    application = EarlyAnswers(get_wsgi_application())
    for example in walk:
        for asker in (askers[1], askers[-1]):
            answer = answer_to(application, asker, example.address)
            stored = answer.headers.get("Cache-Control")
            assert stored == "private, no-store" or "immutable" in str(stored), (example, asker.name, stored)


def test_etag_of_one_is_no_answer_to_another(walk: list[Example], askers: list[Asker]) -> None:
    application = EarlyAnswers(get_wsgi_application())
    for example in walk:
        for asker in askers[:2]:
            etag = answer_to(application, asker, example.address).headers.get("ETag")
            for other in askers[:3] if etag else ():
                again = answer_to(application, other, example.address, if_none_match=etag)
                assert again.status != 304 or other == asker, (example, asker.name, other.name)


def test_walk_finds_the_missing_guard_of_the_cache(
    walk: list[Example], askers: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached, "is_anonymous", lambda request: True)
    assert number_of_routes(leaks(walk, askers[:3]), enough=CACHED_ROUTES) == CACHED_ROUTES


def test_walk_finds_the_missing_guard_of_early_answers(
    walk: list[Example], askers: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_answers, "carries_nothing", lambda environ: True)
    assert number_of_routes(leaks(walk, askers[:3]), enough=EARLY_ROUTES) == EARLY_ROUTES


def leaks(walk: Iterable[Example], askers: list[Asker]) -> Iterator[tuple[str, str]]:
    """Each route with the answer that was another's, or that does not say whose it is."""
    django = get_wsgi_application()
    for example in walk:
        if leak := _leak(django, example, askers):
            yield example.route, leak


def number_of_routes(leaks: Iterator[tuple[str, str]], *, enough: int) -> int:
    """Looks no further once there are enough."""
    routes = set()
    for route, _ in leaks:
        routes.add(route)
        if len(routes) == enough:
            break
    return len(routes)


def _leak(django: Any, example: Example, askers: list[Asker]) -> str:
    for order in rounds(askers):
        cached.answer_store.cache_clear()
        application = EarlyAnswers(django)
        for number, asker in enumerate(order):
            headers = {"accept_encoding": "gzip"} if number % 2 else {}
            for method in ("GET", "HEAD") if number < len(askers) else ("GET",):
                answer = answer_to(application, asker, example.address, method, **headers)
                if answer.made_for != {asker.name}:
                    return f"{method} {example.address} of {asker.name}: made for {sorted(answer.made_for)}"
    return ""
