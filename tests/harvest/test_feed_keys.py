"""n items of a feed are n papers, whatever it calls them, and the same feed again changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.harvest.formats import feed
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.precision import Precision
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Identifier, Record

NOW = datetime(2026, 7, 1, tzinfo=UTC)
HOME = "https://kites.example/"
TITLES = (
    "Ropes of the North",
    "Winds over Glass",
    "A Theory of Knots",
    "Slow Lanterns",
    "Paper Boats at Sea",
)
GUIDS = st.sampled_from(
    ("", "N/A", "0", "7", "k-1", HOME, "https://kites.example/p/1", "tag:kites.example,2026:1")
)
LINKS = st.sampled_from(
    ("", HOME, HOME.rstrip("/"), "/p/1", "https://kites.example/p/1", "https://kites.example/p/2")
)


def rss(*items: str) -> list[Record]:
    text = (
        f"<rss version='2.0'><channel><title>Kites</title><link>{HOME}</link>{''.join(items)}</channel></rss>"
    )
    found = list(feed.read(BytesIO(text.encode()), "kites.rss"))
    assert all(isinstance(item, Record) for item in found)
    return [item for item in found if isinstance(item, Record)]


def item(title: str, guid: str = "", link: str = "", more: str = "") -> str:
    parts = [f"<title>{escape(title)}</title>", f"<guid isPermaLink='false'>{guid}</guid>" if guid else "",
             f"<link>{link}</link>" if link else "", more]  # fmt: skip
    return f"<item>{''.join(parts)}</item>"


@given(st.lists(st.tuples(GUIDS, LINKS), min_size=1, max_size=len(TITLES)))
def test_every_item_has_a_key_and_identifiers_of_its_own(named: list[tuple[str, str]]) -> None:
    records = rss(*(item(title, *names) for title, names in zip(TITLES, named, strict=False)))
    identifiers = [identifier for record in records for identifier in record.identifiers]
    assert len({record.key for record in records}) == len(records) == len(named)
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ("N/A", "/p/{}"),
        ("", HOME),
        ("", ""),
        (HOME, HOME),
        ("same", "/p/{}"),
        ("same", HOME),
        ("{}", "/latest"),
    ],
)
def test_items_of_poor_keys_are_papers_and_importing_again_changes_nothing(guid: str, link: str) -> None:
    records = rss(*(item(t, guid.format(n), link.format(n)) for n, t in enumerate(TITLES)))
    batch = [prepare(record) for record in records]
    assert take(batch, now=NOW).new == len(TITLES) == Paper.unmerged.count()
    assert take(batch, now=NOW).unchanged == len(TITLES)


@pytest.mark.django_db
def test_numbers_that_a_feed_gives_anew_each_day_name_new_papers() -> None:
    days = [[prepare(record) for record in rss(item(title, "1", f"/{n}"))] for n, title in enumerate(TITLES)]
    assert [take(day, now=NOW).new for day in days] == [1] * len(TITLES)
    assert [take(day, now=NOW).unchanged for day in days] == [1] * len(TITLES)
    assert Paper.unmerged.count() == len(TITLES)


@pytest.mark.django_db
def test_a_corrected_title_under_the_same_key_is_the_same_paper() -> None:
    for title in ("Winds over Glas", "Winds over Glass"):
        take([prepare(record) for record in rss(item(title, "1", "/w"))], now=NOW)
    assert [paper.title for paper in Paper.unmerged.all()] == ["Winds over Glass"]


def test_an_item_stated_twice_is_one_in_its_newest_form() -> None:
    old, new = (
        "<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate>",
        "<pubDate>Tue, 02 Jun 2026 10:00:00 GMT</pubDate>",
    )
    [record] = rss(item("Slow Lanterns", "a", "/a", old), item("Slow Lanterns", "a", "/a", new))
    assert record.published == datetime(2026, 6, 2, 10, tzinfo=UTC)


def test_a_post_on_a_paper_is_not_the_paper() -> None:
    [post] = rss(item("On a Paper We Read", "https://kites.example/b", "https://arxiv.org/abs/2401.00001v2"))
    assert post.identifiers == (Identifier("url", "https://kites.example/b"),)
    assert (post.source, post.details["mentions"]) == ("kites.example", "arxiv:2401.00001")


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
         "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>K</title></channel>"
         "<item><title>Knots</title><dc:date>2026-06</dc:date></item></rdf:RDF>", datetime(2026, 6, 1, tzinfo=UTC)),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><title>K</title><entry><title>Knots</title><id>urn:k:1</id>"
         "<updated>2026-06-01T00:00:00Z</updated></entry></feed>", datetime(2026, 6, 1, tzinfo=UTC)),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "K", "items": [{"id": "1", "title": "Knots", '
         '"date_modified": "2026-06-01T00:00:00Z"}]}', datetime(2026, 6, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_feed_that_dates_only_in_its_own_way_is_dated(text: str, published: datetime) -> None:
    [record] = list(feed.read(BytesIO(text.encode()), "k"))
    assert isinstance(record, Record)
    assert (record.published, record.updated) == (published, None)
    assert (record.published_precision is Precision.MONTH) == ("dc:date" in text)


@pytest.mark.parametrize(
    "stated", ["lun., 1 juin 2026 10:00:00 +0200", "Invalid Date", "31 Feb 2026", "01.06.2026 10:00"]
)
def test_an_item_whose_date_cannot_be_read_is_taken_with_a_note(stated: str) -> None:
    [record] = rss(item("Knots", "k", "/k", f"<pubDate>{stated}</pubDate>"))
    assert record.published is None
    assert stated in record.notes[0]


def test_letters_of_an_atom_title_in_plain_text_are_no_markup() -> None:
    text = ("<feed xmlns='http://www.w3.org/2005/Atom'><title>K</title><entry><title type='text'>Use of &lt;b&gt; here"
            "</title><id>urn:k:1</id></entry></feed>")  # fmt: skip
    [record] = list(feed.read(BytesIO(text.encode()), "k.atom"))
    assert isinstance(record, Record)
    assert record.title == "Use of <b> here"
