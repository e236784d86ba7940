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


@pytest.mark.parametrize(
    "question",
    [
        {"search_query": "id:arXiv:2603.00002v1"},
        {"search_query": "arXiv:2603.00002"},
        {"search_query": "all:2603.00002"},
        {"search_query": "ARXIV 2603.00002"},
        {"search_query": "https://arxiv.org/abs/2603.00002v2"},
        {"search_query": "id:https://arxiv.org/pdf/2603.00002"},
        {"id_list": "arXiv:2603.00002v1"},
        {"id_list": "https://arxiv.org/abs/2603.00002, 2603.99999"},
    ],
)
def test_number_is_understood_as_printed_anywhere(question: dict[str, str]) -> None:
    stock(*ALL)
    indexing.catch_up()
    feed = feedparser.parse(Client().get("/arxiv/api/query", question).content)
    assert "http://arxiv.org/abs/2603.00002" in {entry.id.partition("v1")[0] for entry in feed.entries}
    assert "99999" not in str(feed.entries)
