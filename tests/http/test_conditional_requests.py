"""When a client's copy is still good."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.http import http_date

from broadsheet.http import cached as module
from broadsheet.http.cached import cached
from broadsheet.http.versions import Version

LONG_AGO = 1_000.5
View = Callable[..., HttpResponse]


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> View:
    """Of content that is as it is since `LONG_AGO`."""
    return of_version(monkeypatch, LONG_AGO)


def of_version(monkeypatch: pytest.MonkeyPatch, since: float) -> View:
    monkeypatch.setattr(module, "version", lambda follows, also: Version("test", since))
    return cached()(lambda request: HttpResponse("made"))


def request(**headers: str) -> HttpRequest:
    return RequestFactory(headers=headers).get("/")


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ("{}", 304),
        ("{strong}", 304),
        ('"x", {}', 304),
        ('W/"b"', 200),
        ("nonsense", 200),
        ("", 200),
    ],
)
def test_etag_that_is_named_is_known(view: View, named: str, status: int) -> None:
    etag = view(request())["ETag"]
    asked = named.format(etag, strong=etag.removeprefix("W/"))
    answer = view(request(if_none_match=asked))
    assert (answer.status_code, answer["ETag"]) == (status, etag)


@pytest.mark.parametrize(("since", "status"), [(1_000, 304), (1_001, 304), (999, 200)])
def test_date_of_the_last_change_is_known(view: View, since: int, status: int) -> None:
    assert view(request(if_modified_since=http_date(since))).status_code == status


def test_change_of_this_very_second_is_never_taken_for_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.time, "time", lambda: LONG_AGO)
    view = of_version(monkeypatch, LONG_AGO)
    answer = view(request(if_modified_since=http_date(LONG_AGO)))
    assert (answer.status_code, "Last-Modified" in answer) == (200, False)


def test_etag_goes_before_the_date(view: View) -> None:
    asked = request(if_none_match='"other"', if_modified_since=http_date(time.time()))
    assert view(asked).status_code == 200


def test_answer_that_changes_with_time_has_no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    of_version(monkeypatch, LONG_AGO)
    view = cached(lives_s=60)(lambda request: HttpResponse("made"))
    answer = view(request(if_modified_since=http_date(time.time())))
    assert (answer.status_code, "Last-Modified" in answer) == (200, False)


@pytest.mark.django_db
def test_move_of_what_an_answer_depends_on_beside_the_content_is_a_change() -> None:
    marks = [1]
    view = cached(also=lambda: marks[0])(lambda request: HttpResponse("made"))
    before = view(request())["ETag"]
    marks[0] = 2
    after = view(request(if_none_match=before))
    assert (after.status_code, after["ETag"] != before) == (200, True)


@pytest.mark.django_db
def test_only_reading_is_answered() -> None:
    view = cached()(lambda request: HttpResponse("read"))
    assert view(RequestFactory().post("/")).status_code == 405


@pytest.mark.django_db
def test_parameters_that_a_view_does_not_know_make_no_new_answer() -> None:
    made = []
    view = cached("q")(lambda request: made.append(request.GET.get("q")) or HttpResponse(str(len(made))))
    for query in ("q=a", "q=a&utm_source=x", "q=b"):
        view(RequestFactory().get(f"/?{query}"))
    assert made == ["a", "b"]
