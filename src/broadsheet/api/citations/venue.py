"""Where a paper appeared, as far as its sources say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_JOURNAL_REF = re.compile(
    r"(?P<journal>[^\d(),;:]*[^\W\d_][^\d(),;:]*?)[,\s]+"
    r"(?:[Vv]ol(?:ume|\.)?\s*)?(?P<volume>\d+)(?!\d)"
    r"(?:\s*\((?P<number>\d{1,3})\)|,\s*(?:[Nn]o|[Ii]ssue)\.?\s*(?P<issue>\d+))?"
    r"[,:]?\s*(?:\((?P<early_year>\d{4})\),?\s*)?(?:pp?\.?\s*)?(?P<pages>(?!(?:19|20)\d\d$)[A-Z]?\d+(?:\s*[-–]+\s*[A-Z]?\d+)?)"
    r"(?:[,\s]*\(?(?P<year>\d{4})\)?)?\.?"
)
_OF_A_YEAR = re.compile(r"(?P<name>\D+),? (?:19|20)\d\d")
"""`NeurIPS 2017`: nothing but the name and the year."""
_JOURNALS = re.compile(
    r"MLR$|\b(?:journal|transactions|letters|access|trends|TPAMI|TDSC|RA-L)\b", re.IGNORECASE
)
_CONFERENCE = re.compile(r"(?:(?:IEEE|ACM)\S* )?\w*[A-Z]{2}[\w-]*")
_PROCEEDINGS = re.compile(
    r"\b(?:proc(?:eedings)?|conference|workshops?|symposium)\b|^in[: ]|^advances in ", re.IGNORECASE
)
_PAGES = re.compile(r"\s*[-–—]+\s*")


class Venue(NamedTuple):
    journal: str = ""
    proceedings: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    """`first-last`, or one of them."""
    publisher: str = ""
    as_printed: str = ""
    """A reference that could not be taken apart."""

    @property
    def first_page(self) -> str:
        return self.pages.partition("-")[0]

    @property
    def last_page(self) -> str:
        return self.pages.partition("-")[2]


def venue_of(details: Mapping[str, Any]) -> Venue:
    """From the words that sources use: journal, booktitle, volume, ..., or one line such as arXiv's journal-ref."""
    journal, proceedings = (
        _text(details, "journal", "journaltitle"),
        _text(details, "booktitle", "proceedings"),
    )
    if not journal and not proceedings:
        line = _text(details, "journal_ref", "journal-ref")
        return _from_line(line) if line else _named(_text(details, "venue"))
    if journal and not _text(details, "volume") and not (read := _from_line(journal)).as_printed:
        return read
    return Venue(
        journal=journal,
        proceedings="" if journal else proceedings,
        volume=_text(details, "volume"),
        number=_text(details, "number", "issue"),
        pages=_pages(_text(details, "pages")),
        publisher=_text(details, "publisher"),
    )


def _named(venue: str) -> Venue:
    """A venue by its name: a journal, or a conference by its abbreviation."""
    of_a_year = _OF_A_YEAR.fullmatch(venue)
    if of_a_year and not _PROCEEDINGS.search(venue):
        name = of_a_year["name"].strip(" ,")
        if _JOURNALS.search(name):
            return Venue(journal=name)
        if _CONFERENCE.fullmatch(name):
            return Venue(proceedings=venue)
    return _from_line(venue)


def _from_line(line: str) -> Venue:
    match = _JOURNAL_REF.fullmatch(line)
    if match and not _PROCEEDINGS.search(line):
        number = match["number"] or match["issue"] or ""
        return Venue(match["journal"].strip(" .,"), "", match["volume"], number, _pages(match["pages"]))
    if _PROCEEDINGS.search(line):
        return Venue(proceedings=re.sub(r"^[Ii]n[: ]\s*", "", line))
    return Venue(as_printed=line)


def _pages(text: str) -> str:
    return _PAGES.sub("-", text)


def _text(details: Mapping[str, Any], *names: str) -> str:
    value = next((details[name] for name in names if details.get(name)), "")
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return " ".join(str(value).split())
