"""Feeds that are asked for again are answered before Django is, with what Django would say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import pytest
from django.core.wsgi import get_wsgi_application
from tests.api.shelf import BERT, SETS, stock
from tests.http.wsgi import Told, ask, connection_stays
from tests.papers.records import NOON

from broadsheet.http import cached
from broadsheet.http.early_answers import EarlyAnswers
from broadsheet.papers.intake import take
from broadsheet.papers.prepare import prepare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connection_stays")]
__all__ = ["connection_stays"]
FRONT = "/feeds/front.atom"


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._django = get_wsgi_application()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        return self._django(environ, start_response)


@pytest.fixture
def django(content: None, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Two seconds later: within its first one a state has no Last-Modified, and nothing is kept."""
    stock(SETS)
    found, clock = Counted(), time.time
    monkeypatch.setattr(cached.time, "time", lambda: clock() + 2)
    assert "Last-Modified" in ask(found, FRONT)[1]
    found.asked = 0
    return found


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "gzip"}], ids=["plain", "gzip"])
def test_second_answer_is_the_first_without_asking_django(
    django: Counted, form: str, headers: dict[str, str]
) -> None:
    early = EarlyAnswers(django)
    whole = ask(django, f"/feeds/front.{form}", **headers)
    answers = [ask(early, f"/feeds/front.{form}", **headers) for _ in range(3)]
    assert answers == [whole] * 3
    assert django.asked == 2


def test_304_is_given_early(django: Counted) -> None:
    early = EarlyAnswers(django)
    etag = ask(django, FRONT)[1]["ETag"]
    whole = ask(django, FRONT, if_none_match=etag)
    answers = [ask(early, FRONT, if_none_match=etag) for _ in range(2)]
    assert answers == [whole] * 2
    assert whole[0].startswith("304")
    assert ask(early, FRONT, if_none_match='W/"other"')[0] == "200 OK"


def test_change_of_content_is_seen_early(django: Counted) -> None:
    early = EarlyAnswers(django)
    before = [ask(early, "/feeds/trending.json") for _ in range(2)]
    take([prepare(BERT)], now=NOON)
    after = ask(early, "/feeds/trending.json")
    assert before[0] == before[1]
    assert after[1]["ETag"] != before[0][1]["ETag"]
    assert after == ask(django, "/feeds/trending.json")


def test_questions_do_not_share_answers(django: Counted) -> None:
    early = EarlyAnswers(django)
    asked = [
        {"path": FRONT},
        {"path": FRONT, "host": "127.0.0.1"},
        {"path": FRONT, "accept_encoding": "gzip"},
        {"path": "/feeds/trending.atom"},
        {"path": "/feeds/trending.atom?field=cs.LG"},
    ]
    for _ in range(2):
        assert [ask(early, **each) for each in asked] == [ask(django, **each) for each in asked]


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/feeds/search.atom?q=nets"},
        {"path": "/feeds/field/none.atom"},
        {"path": FRONT, "method": "HEAD"},
        {"path": FRONT, "method": "POST"},
        {"path": FRONT, "host": "elsewhere.example"},
        {"path": "/feeds/front.pdf"},
    ],
    ids=["search", "unknown", "head", "post", "host", "form"],
)
def test_whatever_else_is_asked_goes_to_django_each_time(django: Counted, asked: dict[str, str]) -> None:
    early = EarlyAnswers(django)
    answers = [uncounted(ask(early, **asked)) for _ in range(2)]
    assert django.asked == 2
    assert answers == [uncounted(ask(django, **asked))] * 2


def uncounted(told: Told) -> Told:
    """Without how many calls are left."""
    status, headers, content = told
    return status, {name: value for name, value in headers.items() if name != "RateLimit"}, content


def test_other_pages_pass(django: Counted) -> None:
    assert ask(EarlyAnswers(django), "/robots.txt") == ask(django, "/robots.txt")


@pytest.mark.parametrize(
    "path", ["/", "/trending", "/ledger", "/api/v1/papers", "/api/daily_papers", "/index.md"]
)
def test_pages_and_json_are_answered_early_too(django: Counted, path: str) -> None:
    early = EarlyAnswers(django)
    answers = [uncounted(ask(early, path)) for _ in range(3)]
    assert answers == [uncounted(ask(django, path))] * 3
    assert django.asked == 2


def test_early_calls_are_counted_and_refused(django: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_API_CALLS", "3")
    monkeypatch.setenv("BROADSHEET_PROXIES", "1")
    early, client = EarlyAnswers(django), f"client-{uuid4()}"
    answers = [ask(early, "/api/v1/ledger", x_forwarded_for=client) for _ in range(4)]
    assert [status[:3] for status, _, _ in answers] == ["200", "200", "200", "429"]
    assert [headers["RateLimit"].partition(";t=")[0] for _, headers, _ in answers] == [
        f'"anonymous";r={left}' for left in (2, 1, 0, 0)
    ]


def test_page_and_its_markdown_are_told_apart(django: Counted) -> None:
    early = EarlyAnswers(django)
    kinds = [
        ask(early, "/trending", accept=accept)[1]["Content-Type"].partition(";")[0]
        for accept in ("text/html", "text/markdown", "text/html", "text/markdown", "*/*")
    ]
    assert kinds == ["text/html", "text/markdown", "text/html", "text/markdown", "text/html"]


def test_page_that_changes_with_time_is_made_again(django: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    early, clock = EarlyAnswers(django), time.monotonic
    for later, asked in ((0, 1), (59, 1), (61, 2), (119, 2), (122, 3)):
        monkeypatch.setattr(time, "monotonic", lambda later=later: clock() + later)
        ask(early, "/")
        assert django.asked == asked


@pytest.mark.parametrize("headers", [{"cookie": "appearance=dark"}, {"authorization": "Bearer x"}])
def test_whoever_says_who_he_is_goes_the_whole_way(django: Counted, headers: dict[str, str]) -> None:
    early = EarlyAnswers(django)
    for _ in range(2):
        ask(early, FRONT)
    django.asked = 0
    for _ in range(2):
        ask(early, FRONT, **headers)
    assert django.asked == 2
