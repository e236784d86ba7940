"""Which answers are stored, and by what they differ."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import clear_script_prefix, set_script_prefix
from tests.api.shelf import SETS, stock

from broadsheet.http import cached as module
from broadsheet.http import versions
from broadsheet.http.answer_store import AnswerStore
from broadsheet.http.cached import cached
from broadsheet.http.compression import accepts_gzip
from broadsheet.http.versions import Follows, Versions
from broadsheet.papers.models import Counter
from broadsheet.ranking import trending

pytestmark = pytest.mark.django_db
View = Callable[..., HttpResponse]


def numbered(**rule: object) -> View:
    """A route that numbers the answers that it makes."""
    numbers = count(1)
    return cached(**rule)(lambda request: HttpResponse(str(next(numbers))))  # type: ignore[arg-type]


def answers(view: View, *requests: HttpRequest) -> list[str]:
    return [view(each).content.decode() for each in requests]


def request(path: str = "/", cookie: str = "", **environ: str) -> HttpRequest:
    return RequestFactory().get(path, **({"HTTP_COOKIE": cookie} if cookie else {}), **environ)


def test_anonymous_requests_share_an_answer() -> None:
    assert answers(numbered(), request(), request(), request(cookie="csrftoken=x")) == ["1", "1", "1"]


@pytest.mark.parametrize(
    "own",
    [{"cookie": "sessionid=x"}, {"cookie": "unknown=x"}, {"HTTP_AUTHORIZATION": "Bearer x"}],
    ids=["session", "unknown cookie", "authorisation"],
)
def test_whoever_says_who_he_is_has_an_answer_of_his_own(own: dict[str, str]) -> None:
    asked = [request(), request(**own), request(**own), request()]
    assert answers(numbered(), *asked) == ["1", "2", "3", "1"]


def test_answer_that_forbids_it_is_not_stored() -> None:
    numbers = count(1)
    view = cached()(lambda request: HttpResponse(str(next(numbers)), headers={"Cache-Control": "no-store"}))
    assert answers(view, request(), request()) == ["1", "2"]


def test_appearance_has_an_answer_of_its_own() -> None:
    asked = [request(), request(cookie="appearance=dark"), request(cookie="appearance=light")]
    assert answers(numbered(), *asked, *asked) == ["1", "2", "3"] * 2


@pytest.mark.parametrize(
    "elsewhere",
    [{"HTTP_HOST": "127.0.0.1"}, {"wsgi.url_scheme": "https"}, {"SCRIPT_NAME": "/prefix"}],
    ids=["host", "scheme", "prefix"],
)
def test_place_has_answers_of_its_own(elsewhere: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where a setting says what addresses begin with."""
    monkeypatch.setenv("BROADSHEET_PUBLIC_URL", "https://papers.example")
    view = numbered()
    first = answers(view, request(HTTP_HOST="localhost"))
    set_script_prefix(elsewhere.get("SCRIPT_NAME", "/"))
    try:
        assert answers(view, request(**{"HTTP_HOST": "localhost", **elsewhere})) != first
    finally:
        clear_script_prefix()


def test_page_and_its_markdown_have_answers_of_their_own(client: Client) -> None:
    stock(SETS)
    kinds = [
        client.get("/trending", headers={"accept": accept})["Content-Type"].partition(";")[0]
        for accept in ("text/html", "text/markdown", "text/html", "text/markdown")
    ]
    assert kinds == ["text/html", "text/markdown"] * 2


def _with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("name", "value")
    return response


def _with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def _varying(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Vary": "Accept, X-Language"})


@pytest.mark.parametrize("view", [_with_cookie, _with_token, _varying])
@pytest.mark.parametrize("cookie", ["", "csrftoken=" + 32 * "x"], ids=["no cookie", "token's cookie"])
def test_answer_that_is_not_for_everyone_is_not_stored(view: View, cookie: str) -> None:
    made = []
    whole = cached()(lambda request: made.append(1) or view(request))
    for _ in range(2):
        asked = request(cookie=cookie)
        if cookie:  # as the framework's middleware does
            asked.META["CSRF_COOKIE"] = asked.COOKIES["csrftoken"]
        assert "ETag" not in whole(asked)
    assert len(made) == 2


def test_answer_that_changes_with_time_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = time.monotonic
    view = numbered(lives_s=60)
    assert answers(view, request(), request()) == ["1", "1"]
    monkeypatch.setattr(time, "monotonic", lambda: clock() + 61)
    assert answers(view, request(), request()) == ["2", "2"]


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The registered count of readers' votes."""
    own, votes = Versions(versions.shared_state()), [0]
    own.register_tally(lambda: votes[0])
    monkeypatch.setattr(versions, "versions", lambda: own)
    return votes


def test_vote_renews_what_shows_votes_and_nothing_else(tally: list[int]) -> None:
    with_votes, without = numbered(follows=Follows.COUNTS), numbered()
    before = answers(with_votes, request()), answers(without, request())
    tally[0] += 1
    assert (before, answers(with_votes, request()), answers(without, request())) == (
        (["1"], ["1"]),
        ["2"],
        ["1"],
    )


def test_new_scores_renew_what_follows_their_order_and_nothing_else() -> None:
    """Votes move them, once a minute."""
    views = [numbered(follows=Follows.COUNTS), numbered(follows=Follows.SCORES), numbered()]
    before = [answers(view, request()) for view in views]
    Counter.advance(trending.REVISION)
    assert before == [["1"]] * 3
    assert [answers(view, request()) for view in views] == [["2"], ["2"], ["1"]]


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        *(("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0.01", True)),
        *(("", False), ("identity", False), ("gzip;q=0", False), ("gzip; q=0.0, br", False)),
    ],
)
def test_who_accepts_gzip(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def test_stored_answers_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever addresses are asked for."""
    store = AnswerStore(10_000)
    monkeypatch.setattr(module, "answer_store", lambda: store)
    answers(numbered(whole_query=True), *(request(f"/?q={number}") for number in range(50)))
    assert 5_000 < store._size <= 10_000
