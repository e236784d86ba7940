from __future__ import annotations

import feedparser
import pytest
from django.test import Client
from tests.api.shelf import ALL, stock

from broadsheet.search import indexing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "-1"},
        {"start": "x"},
        {"max_results": "2001"},
        {"start": "29999", "max_results": "2000"},
        {"sortBy": "title"},
        {"sortOrder": "up"},
        {"id_list": "1234.12345,nonsense"},
        {"search_query": "a" * 5_001},
    ],
)
def test_wrong_parameter_is_told_in_a_feed(wrong: dict[str, str]) -> None:
    response = Client().get("/arxiv/api/query", {"search_query": "all:a", **wrong})
    assert response.status_code == 400
    (entry,) = feedparser.parse(response.content).entries
    assert entry.title == "Error"
    assert "received" in entry.summary


def test_feed_says_how_many_there_are() -> None:
    stock(*ALL)
    indexing.catch_up()
    feed = feedparser.parse(Client().get("/arxiv/api/query?search_query=cat:cs.*&max_results=1").content)
    assert not feed.bozo
    assert (feed.feed.opensearch_totalresults, len(feed.entries)) == ("2", 1)


def test_question_may_be_posted() -> None:
    stock(*ALL)
    indexing.catch_up()
    answer = Client(enforce_csrf_checks=True).post("/arxiv/api/query", {"search_query": "ti:bert"})
    assert len(feedparser.parse(answer.content).entries) == 1
