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
from broadsheet.harvest import feed_keys
from broadsheet.harvest.dates import UNDATED, Dated, read_date
from broadsheet.harvest.feed_entry import FeedEntry, absolute, source_name
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.names import split_names
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import set_aside
from broadsheet.papers.record import Record

_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_DOI_ELEMENTS = ("prism_doi", "dc_identifier", "prism_url", "doi", "arxiv_doi")


_NO_WORD = re.compile(rb"[\w.+-]{500,}")
"""Pictures written as letters. No word is this long, and feedparser looks for a mail address from each letter on."""


def entries(data: bytes) -> Iterator[Record | Rejected]:
    feed = feedparser.parse(
        BytesIO(_NO_WORD.sub(b"", data)), sanitize_html=False, resolve_relative_uris=False
    )
    home = _text(feed.feed.get("link"))
    source = source_name(home, _text(feed.feed.get("title")))
    read = [_entry(entry, f"entry {number}", home) for number, entry in enumerate(feed.entries, start=1)]
    yield from feed_keys.records(read, source, home)
    problem = feed.get("bozo_exception")
    if feed.bozo and problem is not None and not isinstance(problem, _HARMLESS):
        rule = InputError(
            "A feed is well-formed XML",
            str(problem),
            f"{len(feed.entries)} entries could be read; fetch it again.",
        )
        yield set_aside("file", rule)


def _entry(entry: Any, locator: str, home: str) -> FeedEntry:
    text, is_html = _body(entry)
    notes = Notes()
    return FeedEntry(
        locator=locator,
        guid=_text(entry.get("id")),
        url=absolute(_text(entry.get("link")), home),
        title=_text(entry.get("title")),
        is_title_text=(entry.get("title_detail") or {}).get("type") == "text/plain",
        text=text,
        is_html=is_html,
        authors=list(_authors(entry, notes)),
        published=_published(entry, notes),
        updated=_when(entry, "updated", notes),
        keywords=[_text(tag.get("term")) for tag in entry.get("tags", ())],
        names=[_text(entry.get(name)) for name in _DOI_ELEMENTS],
        pdf=_pdf(entry),
        discussion=_text(entry.get("comments")).strip(),
        details={
            name: stated
            for name, key in (("journal", "prism_publicationname"), ("licence", "rights"))
            if (stated := _text(entry.get(key)).strip())
        },
        notes=notes,
    )


def _body(entry: Any) -> tuple[str, bool]:
    detail = entry.get("summary_detail") or next(iter(entry.get("content", ())), None) or {}
    return _text(detail.get("value")), "html" in _text(detail.get("type"))


def _authors(entry: Any, notes: Notes) -> Iterator[str]:
    for author in entry.get("authors", ()):
        yield from notes.several(split_names, _text(author.get("name")))


def _published(entry: Any, notes: Notes) -> Dated:
    published = _when(entry, "published", notes)
    return published if published.moment else _when(entry, "created", notes)


def _when(entry: Any, name: str, notes: Notes) -> Dated:
    """The date by our own rules, else by feedparser, which reads some further notations."""
    # Not `entry.get`: that answers for `updated` with what was `published`.
    stated, parsed = _text(dict.get(entry, name)), dict.get(entry, f"{name}_parsed")
    read = _or_undated(stated, name)
    if parsed is not None and (not read.moment or read.note):
        try:
            by_feedparser = _or_undated(datetime.fromtimestamp(timegm(parsed), UTC), name)
        except (ValueError, OverflowError, OSError):
            by_feedparser = UNDATED
        if by_feedparser.moment:
            return by_feedparser
    return read if read.moment and not read.note else notes.date(stated, name)


def _or_undated(stated: object, name: str) -> Dated:
    try:
        return read_date(stated, name)
    except RecordError:
        return UNDATED


def _pdf(entry: Any) -> str:
    links = (link for link in entry.get("links", ()) if link.get("type") == "application/pdf")
    return next((_text(link.get("href")) for link in links), "")


def _text(value: Any) -> str:
    """feedparser turns references such as `&#xd800;` into halves of characters, which cannot be stored."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
