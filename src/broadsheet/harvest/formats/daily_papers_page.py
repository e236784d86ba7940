"""Saved Daily Papers pages, as text. Three styles of extraction are known:

- titles and abstracts on alternate lines, "Subscribe" glued to the first title;
- the same with empty lines between, after a head of several lines;
- that with, after each abstract, the organisation or "• N authors", "·", and a date with an unlabelled number.

An entry may lack its abstract or all that follows it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO

from broadsheet.errors import RecordError
from broadsheet.harvest.daily_page import list_slug, list_title, organisation, page_year
from broadsheet.harvest.daily_page_layout import Entry, Page, lay_out
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.lists import digest
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, read_text, set_aside
from broadsheet.harvest.values import bounded
from broadsheet.papers.record import MAX_KEY_CHARS, MAX_TITLE_CHARS, Record, RecordListing, midnight_utc
from broadsheet.papers.text import clean_line, clean_text
from broadsheet.papers.titles import title_key

PRIORITY = 30
SOURCE = "daily-papers"
MAX_PAGE_BYTES = 4 << 20
_SIGNS = re.compile(
    r"^(?:Get trending papers in your email inbox|by\s?AK and the research community|Daily Papers$)", re.M
)
_ENTRY_ENDS = re.compile(r"^[ \t]*• \d+ authors?\n+·\n", re.M)
_NAME = re.compile(r"daily-papers-([\w-]+)", re.ASCII)


def detect(head: bytes, filename: str) -> bool:
    text = head_text(head)
    return not text.lstrip().startswith(("<", "{", "[")) and bool(
        _SIGNS.search(text) or _ENTRY_ENDS.search(text)
    )


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    content = read_text(file, MAX_PAGE_BYTES)
    page = lay_out(content.text.lstrip("\ufeff"))
    number = page_name(filename, content.text)
    yield from _records(page, number)
    if content.trouble:
        yield content.trouble


def page_name(filename: str, text: str) -> str:
    """`000` of `daily-papers-000.txt.gz`; of a file of another name, a digest of what it says."""
    found = _NAME.fullmatch(PurePath(filename).name.split(".")[0].lower())
    return found[1] if found else digest(text)


def _records(page: Page, name: str) -> Iterator[Record | Rejected]:
    year = page_year(_years(page.entries))
    seen = Counter[str]()
    for position, entry in enumerate(page.entries, start=1):
        title = clean_line(entry.title[: 2 * MAX_TITLE_CHARS])
        key = (title_key(title) or digest(title))[: MAX_KEY_CHARS - 100]
        seen[key] += 1
        repeated = f"/{seen[key]}" if seen[key] > 1 else ""
        try:
            yield _record(entry, f"{list_slug(name)}/{key}{repeated}", name, position, page, year)
        except RecordError as error:
            yield set_aside(f"line {entry.line}", error, title)


def _years(entries: Sequence[Entry]) -> Iterator[int]:
    return (entry.date.year for entry in entries if entry.date and entry.date.year)


def _record(entry: Entry, key: str, page_name: str, position: int, page: Page, year: int | None) -> Record:
    day = entry.date.day(year, page.date) if entry.date else None
    name, handle = organisation(entry.organisation)
    notes = Notes()
    return Record(
        source=SOURCE,
        key=key,
        title=clean_line(bounded(entry.title, "title")),
        abstract=notes.abstract(clean_text(notes.read("", bounded, entry.abstract, "abstract"))),
        author_count=entry.author_count,
        organisation=name,
        published=midnight_utc(day) if day else None,
        listings=(
            RecordListing(
                list_slug=list_slug(page_name),
                list_title=list_title(page_name),
                position=position,
                listed_on=day,
                comments=entry.date.count if entry.date else 0,
            ),
        ),
        details={"organisation_handle": handle} if handle else {},
        notes=tuple(notes),
    )
