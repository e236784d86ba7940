"""arXiv's daily feed (RSS or Atom): what was announced on one day, new, cross-listed or replaced.

An announcement says neither when a paper was submitted nor all of its metadata, so it is a statement of its own
(source `arxiv-feed`) beside the full record of the source `arxiv`. New and cross-listed papers are entries of the
day's list, in the feed's order; replaced ones are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from lxml import etree

from broadsheet.errors import RecordError
from broadsheet.harvest import arxiv
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.lists import slug
from broadsheet.harvest.names import split_names
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.harvest.xml_reading import elements, name_of, root, text_of
from broadsheet.papers.identifiers import arxiv_number, arxiv_version
from broadsheet.papers.record import Record, RecordAuthor, RecordListing

PRIORITY = 15
SOURCE = "arxiv-feed"
ATOM = "{http://www.w3.org/2005/Atom}"
_OWN_ELEMENT = re.compile(r"<(?:\w+:)?announce_type>")
_OWN_HOME = re.compile(r"https?://(?:rss|export)\.arxiv\.org/|updates on (?:the )?arXiv\.org")
_FIRST_ENTRY = re.compile(r"<(?:item|entry)[\s>]")
_ABSTRACT = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*", re.I)
_FEED_TITLE = re.compile(r"(.*?)\s+updates on arXiv\.org", re.S)
_LISTED = ("new", "cross")


def detect(head: bytes, filename: str) -> bool:
    """arXiv's element, or its address or title before the first entry: others write about arXiv too."""
    if root(head)[0] not in ("rss", "feed", "RDF"):
        return False
    text = head_text(head)
    home = _FIRST_ENTRY.split(text, maxsplit=1)[0]
    return bool(_OWN_ELEMENT.search(text) or _OWN_HOME.search(home))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    positions = Counter[str]()
    for entry in elements(file, f"{ATOM}entry", "item"):
        yield entry if isinstance(entry, Rejected) else _parsed(entry, positions)


def _parsed(entry: etree._Element, positions: Counter[str]) -> Record | Rejected:
    stated = next(filter(None, (name_of(entry, f"{{*}}{name}") for name in ("id", "guid", "link"))), "")
    try:
        return _record(entry, stated, positions)
    except RecordError as error:
        return set_aside(stated or f"line {entry.sourceline}", error, name_of(entry, "{*}title"))


def _record(entry: etree._Element, stated: str, positions: Counter[str]) -> Record:
    number = arxiv_number(re.split(r"arxiv\.org[:/](?:abs/)?", stated, maxsplit=1, flags=re.I)[-1])
    if number is None:
        raise RecordError("An announcement names an arXiv paper", stated or "none")
    notes = Notes()
    announced = notes.day(
        _element_text(entry, "published") or _element_text(entry, "pubDate"), "published"
    ).moment
    kind = _element_text(entry, "announce_type") or "new"
    feed, day = _feed_name(entry), announced.date() if announced else None
    record = arxiv.record(
        number,
        source=SOURCE,
        key=f"{number}@{feed}/{day or 'undated'}",
        title=_element_text(entry, "title"),
        abstract=_ABSTRACT.sub(
            "", _element_text(entry, "summary") or _element_text(entry, "description"), count=1
        ),
        authors=[RecordAuthor(name) for name in notes.several(split_names, _element_text(entry, "creator"))],
        fields=[(c.get("term") or c.text or "").strip() for c in entry.iterfind("{*}category")],
        dois=_element_text(entry, "DOI") or _element_text(entry, "doi"),
        listings=_listings(feed, day, positions) if kind in _LISTED else (),
        details={
            "announced": announced.isoformat() if announced else "",
            "announce_type": kind,
            "licence": _element_text(entry, "rights"),
            "journal": _element_text(entry, "journal_reference"),
            "version": f"v{version}" if (version := arxiv_version(stated)) else "",
        },
        notes=notes,
    )
    return record


def _listings(feed: str, day: date | None, positions: Counter[str]) -> tuple[RecordListing, ...]:
    if day is None:
        return ()
    name = slug("arxiv", feed, day.isoformat())
    positions[name] += 1
    title = f"arXiv {feed}, {day.day} {day:%B %Y}"[:300]
    return (RecordListing(name, title, positions[name], day=day, listed_on=day),)


def _feed_name(entry: etree._Element) -> str:
    """The categories that the feed is of, from its title: `cs.AI updates on arXiv.org`."""
    parent = entry.getparent()
    title = "" if parent is None else (parent.findtext("{*}title") or "")
    if not title and parent is not None:
        title = parent.findtext("{*}channel/{*}title") or ""
    found = _FEED_TITLE.match(title.strip())
    return " ".join(found[1].split())[:100] if found else "daily"


def _element_text(entry: etree._Element, name: str) -> str:
    return text_of(entry, f"{{*}}{name}").strip()
