"""Feeds, read by feedparser and checked against JSON Feed's rules."""

from __future__ import annotations

import gzip
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import orjson
import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.utils.http import parse_http_date
from jsonschema import Draft7Validator, FormatChecker
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.api.feeds.rules import JSON_FEED
from tests.api.shelf import ALL, BERT, PROCEEDINGS, SETS, UNNAMED, stock
from tests.papers.records import NOON, record

from broadsheet.api.feeds.items import Items
from broadsheet.claims import ledger
from broadsheet.editions.freeze import freeze
from broadsheet.http import cached
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Identifier
from broadsheet.ranking import trending
from broadsheet.search import indexing

pytestmark = pytest.mark.django_db
STEMS = (
    "front",
    "day/2026-03-18",
    "week/2026-W12",
    "month/2026-03",
    "trending",
    "field/cs.CL",
    "list/week-12",
    "author/Ada Lovelace",
    "verdicts",
)


def got(address: str, **headers: str) -> HttpResponse:
    return Client().get(address, headers=headers)


def read(address: str) -> Any:
    response = got(address)
    assert response.status_code == 200
    return feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feedparser_finds_nothing_wrong(stem: str, form: str) -> None:
    stock(*ALL)
    feed = read(f"/feeds/{stem}.{form}")
    assert not feed.bozo
    assert feed.version == {"rss": "rss20", "atom": "atom10"}[form]
    assert feed.feed.title
    assert all(entry.id and entry.link and entry.title for entry in feed.entries)


@pytest.fixture(scope="session")
def others_schema() -> Draft7Validator:
    """JSON Feed 1.1 as others wrote it: the npm package jsonfeed-schema."""
    found = sorted(Path(sys.prefix).glob("share/jsonfeed-schema-*/schema-v1.1.json"))
    if not found:
        pytest.skip("no JSON Feed schema here: sh scripts/install-feed-schema.sh .venv")
    return Draft7Validator(orjson.loads(found[-1].read_bytes()), format_checker=FormatChecker())


@pytest.mark.one_database
@pytest.mark.parametrize("stem", STEMS)
def test_json_feed_keeps_the_rules_as_others_wrote_them(stem: str, others_schema: Draft7Validator) -> None:
    stock(*ALL)
    others_schema.validate(orjson.loads(got(f"/feeds/{stem}.json").content))


@pytest.mark.one_database
def test_rules_of_others_find_faults(others_schema: Draft7Validator) -> None:
    faulty = {"version": "https://jsonfeed.org/version/1.1", "title": "Front", "items": [{"content_text": 1}]}
    assert {each.validator for each in others_schema.iter_errors(faulty)} >= {"required", "type"}


@pytest.mark.parametrize("stem", STEMS)
def test_json_feed_keeps_the_rules_of_its_format(stem: str) -> None:
    stock(*ALL)
    JSON_FEED.validate(orjson.loads(got(f"/feeds/{stem}.json").content))


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feed_without_items_is_a_valid_feed(form: str) -> None:
    stock()
    feed = read(f"/feeds/verdicts.{form}")
    assert (feed.bozo, feed.entries) == (False, [])


def test_items_are_the_papers_of_the_list_in_its_order() -> None:
    stock(*ALL)
    titles = [entry.title for entry in read("/feeds/list/week-12.atom").entries]
    assert titles == [BERT.title, PROCEEDINGS.title]


def test_items_of_an_author_are_the_papers_with_that_name() -> None:
    stock(*ALL)
    assert [entry.title for entry in read("/feeds/author/Ada Lovelace.rss").entries] == [BERT.title]


@pytest.mark.parametrize("name", ["Conrad Mädler", "Conrad Ma\u0308dler"])
def test_accents_of_an_address_may_be_written_apart(name: str) -> None:
    stock(SETS)
    (entry,) = read(f"/feeds/author/{name}.atom").entries
    assert entry.link == "http://testserver/papers/2603.00001"


def test_item_says_who_what_and_where() -> None:
    stock(SETS)
    (entry,) = read("/feeds/field/cs.LG.atom").entries
    assert next(author.name for author in entry.authors) == "Mihaela van der Schaar"
    assert [tag.term for tag in entry.tags] == ["cs.LG", "stat.ML"]
    assert "https://arxiv.org/pdf/2603.00001" in entry.summary
    assert entry.link == "http://testserver/papers/2603.00001"


def test_number_of_authors_stands_in_for_their_names() -> None:
    stock(UNNAMED)
    (item,) = orjson.loads(got("/feeds/front.json").content)["items"]
    assert item["authors"] == [{"name": "7 authors"}]


def test_paper_has_the_same_id_in_every_feed_and_format() -> None:
    stock(BERT)
    ids = {
        entry.id
        for stem in ("front", "field/cs.CL")
        for form in ("rss", "atom", "json")
        for entry in read(f"/feeds/{stem}.{form}").entries
    }
    assert len(ids) == 1


def test_search_feed_finds_by_words_the_newest_first() -> None:
    older = record("BERT before", "old", published=datetime(2020, 1, 1, tzinfo=UTC))
    stock(BERT, older, SETS)
    indexing.catch_up()
    assert [entry.title for entry in read("/feeds/search.atom?q=bert").entries] == [BERT.title, older.title]


def test_search_feed_follows_the_index() -> None:
    stock(BERT)
    indexing.catch_up()
    assert len(read("/feeds/search.atom?q=bert").entries) == 1
    stock(record("BERT before", "old"))
    assert len(read("/feeds/search.atom?q=bert").entries) == 1
    indexing.catch_up()
    assert len(read("/feeds/search.atom?q=bert").entries) == 2


def test_search_feed_has_what_came_in_before_there_is_an_index() -> None:
    stock(BERT)
    assert len(read("/feeds/search.atom?q=bert").entries) == 1


def test_frozen_edition_is_the_front_page() -> None:
    stock(BERT)
    freeze(NOON.date(), NOON)
    assert "No. 1" in read("/feeds/day/2026-03-18.atom").feed.subtitle


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
@pytest.mark.parametrize("stem", [*STEMS, "search"])
def test_every_feed_answers_304_to_its_own_etag(stem: str, form: str) -> None:
    stock(*ALL)
    indexing.catch_up()
    address = f"/feeds/{stem}.{form}{'?q=bert' if stem == 'search' else ''}"
    first = got(address)
    again = got(address, if_none_match=first["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
@pytest.mark.parametrize("stem", [*STEMS, "search"])
def test_every_feed_says_when_it_changed_and_answers_304_to_that(
    stem: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(*ALL)
    indexing.catch_up()
    address = f"/feeds/{stem}.{form}{'?q=bert' if stem == 'search' else ''}"
    got(address)
    later = time.time() + 5
    monkeypatch.setattr(cached.time, "time", lambda: later)
    modified = got(address)["Last-Modified"]
    assert parse_http_date(modified) <= later
    again = got(address, if_modified_since=modified)
    assert (again.status_code, again.content) == (304, b"")
    long_ago = "Mon, 01 Jan 2024 00:00:00 GMT"
    assert got(address, if_modified_since=long_ago).status_code == 200


def test_feed_of_a_search_has_the_filters_of_its_page() -> None:
    stock(*ALL)
    indexing.catch_up()
    feed = read("/feeds/search.atom?q=the&field=cs.CL")
    assert "Search: the field:cs.CL" in feed.feed.title
    assert {tag.term for entry in feed.entries for tag in entry.tags} >= {"cs.CL"}
    assert all("cs.CL" in [tag.term for tag in entry.tags] for entry in feed.entries)
    assert read("/feeds/search.atom?field=cs.CL").entries


def test_unchanged_feed_is_answered_without_reading_a_paper(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stock(*ALL)
    etag = got("/feeds/front.atom")["ETag"]
    with django_assert_num_queries(1):
        again = got("/feeds/front.atom", if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag


def test_kept_feed_is_answered_without_reading_a_paper(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stock(*ALL)
    first = got("/feeds/front.atom")
    with django_assert_num_queries(1):
        assert got("/feeds/front.atom").content == first.content


def test_new_paper_makes_a_new_feed() -> None:
    stock(BERT)
    first = got("/feeds/front.atom")
    take([prepare(SETS)], now=NOON)
    again = got("/feeds/front.atom", if_none_match=first["ETag"])
    assert again.status_code == 200
    assert again.content != first.content


def test_new_scores_make_a_new_feed() -> None:
    stock(BERT)
    etag = got("/feeds/trending.atom")["ETag"]
    trending.refresh(NOON)
    assert len(feedparser.parse(got("/feeds/trending.atom", if_none_match=etag).content).entries) == 1


def test_zipped_answer_is_the_plain_one() -> None:
    stock(*ALL)
    zipped = got("/feeds/front.atom", accept_encoding="gzip")
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == got("/feeds/front.atom").content


def test_head_says_the_length_and_sends_nothing() -> None:
    stock(BERT)
    head, whole = Client().head("/feeds/front.rss"), got("/feeds/front.rss")
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/day/2026-13-45.atom",
        "/feeds/week/2026-W99.rss",
        "/feeds/month/2026-13.json",
        "/feeds/field/no.SUCH.atom",
        "/feeds/list/none.atom",
        "/feeds/author/Nobody.atom",
        "/feeds/search.atom",
        "/feeds/trending.atom?field=none",
        "/feeds/front.xml",
        "/feeds/nothing/else.atom",
    ],
)
def test_feed_of_nothing_is_not_found(address: str) -> None:
    stock(BERT)
    assert got(address).status_code == 404


def test_item_changes_with_its_paper_and_its_claims() -> None:
    claim = record("A claimed paper", "s900", identifiers=(Identifier("ledger", "s001"),))
    stock(claim)
    before = got("/feeds/front.json").content
    assert b"/claims/s001" not in before
    ledger.sync()
    (item,) = orjson.loads(got("/feeds/front.json").content)["items"]
    assert "http://testserver/claims/s001" in item["content_html"]
    take([prepare(record("A renamed paper", "s900", identifiers=(Identifier("ledger", "s001"),)))], now=NOON)
    (item,) = orjson.loads(got("/feeds/front.json").content)["items"]
    assert item["title"] == "A renamed paper"


def test_kept_items_are_told_under_the_address_asked(settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    stock(BERT)
    for host in ("one.example", "two.example"):
        (item,) = orjson.loads(Client().get("/feeds/front.json", headers={"host": host}).content)["items"]
        assert item["url"] == f"http://{host}/papers/2603.00002"


def test_items_kept_are_bounded() -> None:
    stock(*(record(f"Paper {number}", str(number)) for number in range(10)))
    papers = list(Paper.objects.all())
    kept = Items(limit=4)
    assert [item.title for item in kept.of(papers)] == [paper.title for paper in papers]
    assert len(kept) == 4
