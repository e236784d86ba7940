"""Any RSS, Atom or JSON feed."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.harvest.reading_files import read_sample

from broadsheet.harvest import feed_xml
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordLink


def test_rss_entry_is_a_record_of_its_host() -> None:
    outcome = read_sample("blog.rss")
    [kites] = outcome.records
    assert (outcome.format, kites.source, kites.key, kites.title) == (
        "feed",
        "kites.example",
        "k-1",
        "Kites & winds",
    )
    assert kites.abstract == "Wind matters.\n\nSo does string."
    assert [author.name for author in kites.authors] == ["Ada Example", "Bo Sample"]
    assert kites.published == datetime(2024, 10, 2, 13, tzinfo=UTC)
    assert kites.identifiers == (Identifier("doi", "10.1000/kite.1"),)
    assert kites.details["keywords"] == ["kites"]


def test_entry_without_title_is_set_aside_and_the_others_stay() -> None:
    [untitled] = read_sample("blog.rss").rejected
    assert (untitled.locator, "needs a title" in untitled.reason) == ("entry 2", True)


def test_atom_entry_keeps_its_moments_in_utc() -> None:
    [glass] = read_sample("blog.atom").records
    assert glass.published == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert glass.updated == datetime(2024, 5, 2, tzinfo=UTC)
    assert glass.identifiers == (Identifier("url", "https://lab.example/slow-glass"),)


def test_json_feed_item_is_a_record() -> None:
    outcome = read_sample("blog.json")
    [braces] = outcome.records
    assert (outcome.format, braces.source, braces.abstract) == (
        "feed",
        "json.example",
        "Open, a < b.\n\nClose.",
    )
    assert len(outcome.rejected) == 1


def test_page_of_comments_is_a_link_to_the_discussion() -> None:
    feed = b"""<rss version="2.0"><channel><title>Kites</title><link>https://kites.example</link><item>
        <title>Wind</title><link>https://paper.example/1</link>
        <comments>https://kites.example/talk?id=1</comments></item></channel></rss>"""
    [entry] = feed_xml.entries(feed)
    assert isinstance(entry, Record)
    assert RecordLink(LinkKind.DISCUSSION, "https://kites.example/talk?id=1") in entry.links
