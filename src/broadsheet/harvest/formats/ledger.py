"""Broadsheet's own ledger: one claim a line, with what is known of its paper (numbers, authors, date, venue, code)
and the paper's places in the saved pages it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from broadsheet.errors import RecordError
from broadsheet.harvest import arxiv, values
from broadsheet.harvest.daily_page import PrintedDate, list_slug, list_title, organisation, page_year
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.json_reading import Item, first_objects, objects
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import set_aside
from broadsheet.papers.identifiers import identifiers, is_web_address
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordLink, RecordListing, midnight_utc
from broadsheet.papers.text import clean_line

PRIORITY = 20
SOURCE = "ledger"
DATED_PAGE = "001"
"""The only one of the five pages that prints dates, author and comment counts: a line's `date` and `badge` are from it."""
MAX_WAITING = 10_000
_PLACE = re.compile(r"([\w-]{1,40}):(\d{1,9})", re.ASCII)


def detect(head: bytes, filename: str) -> bool:
    return any({"id", "title", "lists", "tldr"} <= found.keys() for found in first_objects(head))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    """Lines whose date has no year wait until all dates are known, for these tell the year."""
    waiting: list[tuple[Item, PrintedDate]] = []
    years: list[int] = []
    for item in objects(file):
        if isinstance(item, Rejected):
            yield item
            continue
        printed = _printed(item.value)
        if printed is None or printed.year:
            years += [printed.year] if printed and printed.year else []
            yield _record(item, printed, None)
            continue
        waiting.append((item, printed))
        if len(waiting) == MAX_WAITING:
            yield from _undated(waiting, years)
            waiting.clear()
    yield from _undated(waiting, years)


def _undated(waiting: list[tuple[Item, PrintedDate]], years: list[int]) -> Iterator[Record | Rejected]:
    year = page_year(years)
    for item, printed in waiting:
        yield _record(item, printed, year)


def _printed(raw: dict[str, Any]) -> PrintedDate | None:
    stated = raw.get("date")
    return PrintedDate.read(stated) if isinstance(stated, str) else None


def _record(item: Item, printed: PrintedDate | None, year: int | None) -> Record | Rejected:
    raw, notes = item.value, Notes()
    try:
        day = printed.day(year) if printed else None
        key = clean_line(values.text(raw, "id"))
        name, handle = organisation(notes.read("", values.text, raw, "org"))
        stated = notes.date(raw.get("published"), "published")
        numbers = identifiers(*(notes.read("", values.text, raw, kind) for kind in ("arxiv", "doi")))
        return Record(
            source=SOURCE,
            key=key,
            title=clean_line(values.text(raw, "title")),
            summary=clean_line(notes.read("", values.text, raw, "tldr")),
            authors=values.authors(raw.get("authors"), notes),
            author_count=notes.read(0, values.number, raw.get("n_authors"), "n_authors"),
            organisation=name,
            published=stated.moment or (midnight_utc(day) if day else None),
            published_precision=stated.precision,
            fields=notes.read((), values.keywords, [raw["family"]] if raw.get("family") else None, "family"),
            identifiers=(*((Identifier("ledger", key),) if key else ()), *numbers),
            links=tuple(_links(raw, numbers, notes)),
            listings=tuple(_listings(raw, day, notes)),
            details=_details(handle, notes.read("", values.text, raw, "venue")),
            notes=tuple(notes),
        )
    except RecordError as error:
        return set_aside(item.locator, error, values.label(raw))


def _links(raw: dict[str, Any], numbers: tuple[Identifier, ...], notes: Notes) -> Iterator[RecordLink]:
    yield from (link for scheme, value in numbers if scheme == "arxiv" for link in arxiv.links(value))
    code = notes.read("", values.text, raw, "code")
    if is_web_address(code):
        yield RecordLink(LinkKind.CODE, code)


def _details(handle: str, venue: str) -> dict[str, Any]:
    stated = {"organisation_handle": handle, "venue": venue}
    return {name: value for name, value in stated.items() if value}


def _listings(raw: dict[str, Any], day: date | None, notes: Notes) -> Iterator[RecordListing]:
    comments = notes.read(0, values.number, raw.get("badge"), "badge")
    for place in notes.several(values.keywords, raw.get("lists"), "lists"):
        found = _PLACE.fullmatch(place)
        if found is None:
            notes.add(RecordError("A place in a list reads `001:13`", place))
            continue
        page, position = found[1], int(found[2])
        dated = page == DATED_PAGE
        yield RecordListing(
            list_slug=list_slug(page),
            list_title=list_title(page),
            position=position,
            listed_on=day if dated else None,
            comments=comments if dated else 0,
        )
