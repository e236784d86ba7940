"""Feeds: one conditional request, whatever charset and damage they come with."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.web_server import WebServer, reply

from broadsheet.papers.models import Cursor, Paper, Reject

pytestmark = pytest.mark.django_db(transaction=True)

RSS = """<rss version="2.0"><channel><title>Journal of Trees</title><link>https://trees.example/</link>
<item><title>Über das Wachstum der Bäume</title><link>https://trees.example/1</link>
<guid>https://trees.example/1</guid><description>Sie wachsen.</description>
<pubDate>Thu, 19 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
TITLE = "Über das Wachstum der Bäume"


@pytest.fixture
def source(server: WebServer) -> str:
    return f'[trees]\nkind = "feed"\nurl = "{server.url("/feed.xml")}"\nallow_private = true\n'


def test_what_a_feed_lists_becomes_papers(run: Harvest, server: WebServer, source: str) -> None:
    server.answers["/feed.xml"] = [reply(RSS.encode())]
    assert run(source).counts.new == 1
    assert Paper.objects.get().title == TITLE


def test_an_unchanged_feed_is_asked_for_with_its_validators(
    run: Harvest, server: WebServer, source: str
) -> None:
    server.answers["/feed.xml"] = [reply(RSS.encode(), ETag='"1"'), reply(status=304)]
    run(source)
    assert run(source).counts.read == 0
    assert run(source).exit_code == 0
    assert [visit.headers.get("if-none-match") for visit in server.visits] == [None, '"1"', '"1"']


def test_the_validators_of_another_address_are_not_sent(run: Harvest, server: WebServer, source: str) -> None:
    server.answers["/feed.xml"] = server.answers["/new.xml"] = [reply(RSS.encode(), ETag='"1"')]
    run(source)
    run(source.replace("feed.xml", "new.xml"))
    assert "if-none-match" not in server.visits[1].headers


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (RSS.encode("latin-1"), "text/xml; charset=iso-8859-1"),
        (RSS.encode("latin-1"), "text/xml"),
        (RSS.encode("latin-1"), "text/xml; charset=klingon"),
        (RSS.encode("utf-8"), "text/xml; charset=us-ascii"),
        (RSS.encode("utf-8"), "text/xml; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + RSS.encode("utf-8"), "text/xml"),
        (RSS.encode("utf-16"), "text/xml"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + RSS.encode("latin-1"), "text/xml; charset=utf-8"),
    ],
)
def test_letters_survive_every_charset(
    run: Harvest, server: WebServer, source: str, body: bytes, content_type: str
) -> None:
    server.answers["/feed.xml"] = [reply(body, Content_Type=content_type)]
    run(source)
    assert [paper.title for paper in Paper.objects.all()] == [TITLE]


def test_the_charset_of_the_header_is_used_where_it_alone_says_it(
    run: Harvest, server: WebServer, source: str
) -> None:
    body = (
        RSS.replace("ü", "u")
        .replace("ä", "a")
        .replace("Über das Wachstum der Baume", "Życie drzew")
        .encode("iso-8859-2")
    )
    server.answers["/feed.xml"] = [reply(body, Content_Type="text/xml; charset=iso-8859-2")]
    run(source)
    assert [paper.title for paper in Paper.objects.all()] == ["Życie drzew"]


def test_a_feed_full_of_entities_is_set_aside(run: Harvest, server: WebServer, source: str) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>' + RSS.replace("Sie wachsen", "&e12;")
    server.answers["/feed.xml"] = [reply(bomb.encode())]
    run(source)
    assert "entities" in Reject.objects.get().reason
    assert not Paper.objects.exists()


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x00\xff" * 50])
def test_what_is_no_feed_brings_no_papers(run: Harvest, server: WebServer, source: str, body: bytes) -> None:
    server.answers["/feed.xml"] = [reply(body)]
    assert "RSS, Atom or JSON Feed" in str(run(source).sources[0].error)
    assert not Cursor.objects.exists()


def test_a_feed_cut_short_is_fetched_again(run: Harvest, server: WebServer, source: str) -> None:
    server.answers["/feed.xml"] = [reply(RSS[:200].encode(), ETag='"1"'), reply(RSS.encode(), ETag='"1"')]
    assert run(source).counts.new == 1


def test_a_comment_after_the_end_is_no_damage(run: Harvest, server: WebServer, source: str) -> None:
    server.answers["/feed.xml"] = [reply(RSS.encode() + b"<!-- made in 0.1 s -->\n")]
    assert run(source).counts.new == 1


JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Trees", "items": [{"id": "1",
"url": "https://trees.example/1", "title": "How trees grow", "content_text": "Slowly.",
"date_published": "2026-11-19T10:00:00Z"}]}"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Trees</title><id>urn:trees</id>
<updated>2026-11-19T10:00:00Z</updated><entry><id>urn:trees:1</id><title>How trees grow</title>
<link href="https://trees.example/1"/><updated>2026-11-19T10:00:00Z</updated><summary>Slowly.</summary></entry></feed>"""


@pytest.mark.parametrize("body", [JSON_FEED, ATOM], ids=["JSON Feed", "Atom"])
def test_other_kinds_of_feeds_are_read(run: Harvest, server: WebServer, source: str, body: str) -> None:
    server.answers["/feed.xml"] = [reply(body.encode())]
    run(source)
    assert [paper.title for paper in Paper.objects.all()] == ["How trees grow"]


def test_a_recorded_day_of_arxiv(run: Harvest, server: WebServer, shared_data: Path) -> None:
    recorded = shared_data / "protocols/TideDra+zotero-arxiv-daily/tests/retriever/arxiv_rss_example.xml"
    body = recorded.read_bytes()
    server.answers["/cs.AI+cs.LG"] = [reply(body, ETag='"day"'), reply(status=304)]
    source = (
        f'[today]\nkind = "arxiv_feed"\nurl = "{server.url("/")}"\n'
        'categories = ["cs.AI", "cs.LG"]\nallow_private = true\n'
    )
    report = run(source)
    assert report.counts.new == body.count(b"<entry>")
    assert Cursor.objects.get().state["etag"] == '"day"'
    assert run(source).counts.read == 0
    assert not Reject.objects.exists()
