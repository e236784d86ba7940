from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from tests.web.pages import read, titles
from tests.web.press import bring_in, record

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
