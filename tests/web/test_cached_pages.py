from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver
from pytest_django import DjangoAssertNumQueries
from tests.web.pages import read, titles
from tests.web.press import bring_in, record

from broadsheet.papers.models import Paper
from broadsheet.search import facade, indexing
from broadsheet.web import urls
from broadsheet.web.page import cached_page

pytestmark = pytest.mark.django_db


def test_unchanged_page_is_answered_with_304(client: Client) -> None:
    bring_in(record(1))
    etag = client.get("/")["ETag"]
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_stored_page_costs_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring_in(record(1))
    client.get("/")
    with django_assert_num_queries(1):
        client.get("/")


def test_new_paper_shows_at_once(client: Client) -> None:
    bring_in(record(1))
    read(client, "/")
    bring_in(record(2))
    assert len(titles(read(client, "/"))) == 2


def test_page_with_parameters_of_its_own_is_its_own(client: Client) -> None:
    bring_in(record(1))
    client.get("/?from=a-friend")
    assert b"a-friend" not in client.get("/").content


def test_page_below_a_prefix_is_not_the_page_of_the_same_whole_path() -> None:
    view = cached_page(lambda request: HttpResponse(request.path_info))
    below = view(RequestFactory().get("/trending", SCRIPT_NAME="/fields"))
    assert (below.content, view(RequestFactory().get("/fields/trending")).content) == (
        b"/trending",
        b"/fields/trending",
    )


NOT_STORED = {
    "cover": "a picture, stored as a file and kept by browsers",
    "claim-plot": "a picture, stored as a file and kept by browsers",
    "complete": "asked at every key, another text each time",
    "appearance": "sets a cookie",
    "day-text": "plain text, asked by few",
    "digest": "a form with a token of its visitor",
    "digest-asked": "says what one visitor did",
    "digest-confirm": "one subscriber's",
    "digest-preferences": "one subscriber's",
    "digest-unsubscribe": "one subscriber's",
    "digest-forget": "one subscriber's",
}


def test_every_page_is_stored_or_says_why_not() -> None:
    routes = {route.name: route.callback for route in routes_of(urls.urlpatterns) if route.name}
    assert {name for name, view in routes.items() if not hasattr(view, "rule")} == set(NOT_STORED)


def routes_of(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace is None and "webhooks" not in str(pattern.pattern):
            yield from routes_of(pattern.url_patterns)


def test_pages_of_papers_and_searches_are_made_once(client: Client) -> None:
    bring_in(record(1))
    indexing.catch_up()
    for address in (f"/papers/{Paper.objects.get().public_id}", "/search?q=paper"):
        made, stored = client.get(address), client.get(address)
        assert made.templates
        assert not stored.templates
        assert stored.content == made.content


def test_search_without_its_model_is_not_stored(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(record(1))
    indexing.catch_up()
    search = facade.search
    monkeypatch.setattr(facade, "search", lambda request: replace(search(request), by_words_alone=True))
    assert b"does not answer at the moment" in client.get("/search?q=paper").content
    monkeypatch.undo()
    assert b"does not answer at the moment" not in client.get("/search?q=paper").content
