"""When an answer is still good."""

from __future__ import annotations

import time

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.http import http_date

from broadsheet.api.fresh import _not_modified, fresh
from broadsheet.api.stamp import Stamp

LONG_AGO = 1_000.5


def asked(**headers: str) -> HttpRequest:
    return RequestFactory(headers=headers).get("/")


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ('W/"a"', True),
        ('"a"', True),
        ('"x", W/"a"', True),
        ('W/"b"', False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_etag_that_is_named_is_known(named: str, known: bool) -> None:
    assert _not_modified(asked(if_none_match=named), Stamp("", LONG_AGO), 'W/"a"') is known


@pytest.mark.parametrize(("since", "known"), [(1_000, True), (1_001, True), (999, False)])
def test_date_of_the_last_change_is_known(since: int, known: bool) -> None:
    assert _not_modified(asked(if_modified_since=http_date(since)), Stamp("", LONG_AGO), "") is known


def test_change_of_this_very_second_is_never_taken_for_old() -> None:
    now = time.time()
    assert not _not_modified(asked(if_modified_since=http_date(now)), Stamp("", now), "")


def test_etag_goes_before_the_date() -> None:
    request = asked(if_none_match='"other"', if_modified_since=http_date(time.time()))
    assert not _not_modified(request, Stamp("", LONG_AGO), 'W/"a"')


@pytest.mark.django_db
def test_only_reading_is_answered() -> None:
    view = fresh()(lambda request: HttpResponse("read"))
    assert view(RequestFactory().post("/")).status_code == 405


@pytest.mark.django_db
def test_parameters_that_a_view_does_not_know_make_no_new_answer() -> None:
    made = []
    view = fresh("q")(lambda request: made.append(request.GET.get("q")) or HttpResponse(str(len(made))))
    for query in ("q=a", "q=a&utm_source=x", "q=b"):
        view(RequestFactory().get(f"/?{query}"))
    assert made == ["a", "b"]
