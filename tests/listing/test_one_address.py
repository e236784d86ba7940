"""Page, API, feed, citation and Markdown understand the address of a search alike."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.web.pages import read, titles
from tests.web.press import THURSDAY, bring_in, claim, record, with_code

from broadsheet.papers.record import midnight_utc

pytestmark = pytest.mark.django_db
SEARCHES = {
    "q=graph": 5,
    "q=graph&field=cs.CL": 2,
    "q=graph&field=cs.CL&field=no.such": 2,
    "q=graph&field=no.such": 0,
    "q=graph&code=yes": 1,
    "q=graph&has_code=true": 1,
    "q=graph&code=no": 4,
    "q=graph&has_code=false": 4,
    "q=graph&year=2025": 1,
    "q=graph+year:2026&year=2025": 0,
    "q=graph&after=2026-11-20": 3,
    "q=graph&before=2026-11-20": 2,
    "claim=unchecked": 1,
    "claim=Unchecked": 1,
    "q=graph&mode=lexical&prior=off": 5,
    "q=graph&sort=date": 5,
}


@pytest.fixture
def papers(db: None) -> None:
    bring_in(record(1), record(2, THURSDAY), record(3, published=midnight_utc(THURSDAY.replace(year=2025))))
    bring_in(record(4), with_code(5))
    claim("s001", 11)


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("query", SEARCHES)
def test_one_address_finds_the_same_papers_everywhere(client: Client, query: str) -> None:
    shown = titles(read(client, f"/search?{query}"))
    assert len(shown) == SEARCHES[query]
    items = client.get(f"/api/v1/search?{query}").json()["items"]
    assert [item["paper"]["title"] for item in items] == shown
    markdown = client.get(f"/search.md?{query}").content.decode()
    assert re.findall(r"^\d+\. \[([^\]]+)\]", markdown, re.M) == shown
    feed = client.get(f"/feeds/search.json?{query}").json()
    assert {item["title"] for item in feed["items"]} == set(shown)
    cited = client.get(f"/search.csl.json?{query}").json()
    assert {item["title"] for item in cited} == set(shown)


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("query", ["year=20x6", "after=soon", "claim=true", "sort=zz", "code=perhaps"])
def test_value_that_cannot_be_is_left_out_by_the_page_and_refused_by_the_api(
    client: Client, query: str
) -> None:
    assert client.get(f"/search?q=graph&{query}").status_code == 200
    assert client.get(f"/api/v1/search?q=graph&{query}").status_code == 400


@pytest.mark.usefixtures("papers")
def test_feed_and_markdown_cut_a_long_text_as_the_page_does(client: Client) -> None:
    query = f"q=graph+{'way ' * 300}"
    answers = [client.get(f"/{name}?{query}") for name in ("search", "search.md", "feeds/search.atom")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
