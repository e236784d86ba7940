"""RSS and Atom, read by feedparser, which forgives what publishers do."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest.dates import moment
from broadsheet.harvest.feed_entry import FeedEntry, source_name
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import set_aside
from broadsheet.harvest.values import split_names
from broadsheet.papers.record import Record

_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_DOI_ELEMENTS = ("prism_doi", "dc_identifier", "prism_url", "doi", "arxiv_doi")


_NO_WORD = re.compile(rb"[\w.+-]{500,}")
"""Pictures written as letters. No word is this long, and feedparser looks for a mail address from each letter on."""


def entries(data: bytes) -> Iterator[Record | Rejected]:
    feed = feedparser.parse(
        BytesIO(_NO_WORD.sub(b"", data)), sanitize_html=False, resolve_relative_uris=False
    )
    source = source_name(_text(feed.feed.get("link")), _text(feed.feed.get("title")))
    for number, entry in enumerate(feed.entries, start=1):
        try:
            yield _entry(entry).record(source)
        except RecordError as error:
            yield set_aside(f"entry {number}", error, _text(entry.get("title")) or _text(entry.get("id")))
    problem = feed.get("bozo_exception")
    if feed.bozo and problem is not None and not isinstance(problem, _HARMLESS):
        rule = InputError(
            "A feed is well-formed XML",
            str(problem),
            f"{len(feed.entries)} entries could be read; fetch it again.",
        )
        yield set_aside("file", rule)


def _entry(entry: Any) -> FeedEntry:
    text, is_html = _body(entry)
    return FeedEntry(
        key=_text(entry.get("id")),
        url=_text(entry.get("link")),
        title=_text(entry.get("title")),
        text=text,
        is_html=is_html,
        authors=list(_authors(entry)),
        published=_when(entry, "published") or _when(entry, "created"),
        updated=_when(entry, "updated"),
        keywords=[_text(tag.get("term")) for tag in entry.get("tags", ())],
        names=[_text(entry.get(name)) for name in _DOI_ELEMENTS],
        pdf=_pdf(entry),
        details={
            name: stated
            for name, key in (("journal", "prism_publicationname"), ("licence", "rights"))
            if (stated := _text(entry.get(key)).strip())
        },
    )


def _body(entry: Any) -> tuple[str, bool]:
    detail = entry.get("summary_detail") or next(iter(entry.get("content", ())), None) or {}
    return _text(detail.get("value")), "html" in _text(detail.get("type"))


def _authors(entry: Any) -> Iterator[str]:
    for author in entry.get("authors", ()):
        yield from split_names(_text(author.get("name")))


def _when(entry: Any, name: str) -> datetime | None:
    """feedparser reads many ways of writing dates; what it cannot read must follow our rules."""
    # Not `entry.get`: that answers for `updated` with what was `published`.
    stated, parsed = _text(dict.get(entry, name)), dict.get(entry, f"{name}_parsed")
    if parsed is None:
        return moment(stated, name)
    try:
        return moment(datetime.fromtimestamp(timegm(parsed), UTC), name)
    except (ValueError, OverflowError, OSError):
        return moment(stated, name)


def _pdf(entry: Any) -> str:
    links = (link for link in entry.get("links", ()) if link.get("type") == "application/pdf")
    return next((_text(link.get("href")) for link in links), "")


def _text(value: Any) -> str:
    """feedparser turns references such as `&#xd800;` into halves of characters, which cannot be stored."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
