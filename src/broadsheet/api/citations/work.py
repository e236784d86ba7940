"""A paper as a bibliography lists it, and the key by which it is cited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from broadsheet.api.citations.people import Person, person
from broadsheet.api.citations.venue import Venue, venue_of
from broadsheet.listing.entries import Entry
from broadsheet.papers.latex_symbols import words
from broadsheet.papers.precision import Precision
from broadsheet.papers.titles import fold

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SMALL_WORDS = words(
    "a an and are as at be by can do does for from how in into is it its of on or the their to toward towards "
    "under via we what when where which why with without"
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Work:
    key: str
    entry: Entry
    people: tuple[Person, ...]
    venue: Venue
    appeared: date | None
    appeared_to: Precision
    """How far that date is known."""

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def doi(self) -> str:
        return self.entry.identifier("doi")

    @property
    def arxiv(self) -> str:
        return self.entry.identifier("arxiv")

    @property
    def primary_field(self) -> str:
        return self.entry.fields[0][0] if self.entry.fields else ""

    @property
    def keywords(self) -> list[str]:
        return list(dict.fromkeys(name for _, name in self.entry.fields))

    @property
    def address(self) -> str:
        """Where it can be read: never this service, whose address a bibliography would outlive."""
        if self.arxiv:
            return f"https://arxiv.org/abs/{self.arxiv}"
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if acl := self.entry.identifier("acl"):
            return f"https://aclanthology.org/{acl}"
        return self.entry.link("page") or self.entry.link("pdf")

    @property
    def pdf(self) -> str:
        return self.entry.pdf_url


def works_of(entries: Sequence[Entry]) -> list[Work]:
    return [work_of(entry) for entry in entries]


def work_of(entry: Entry) -> Work:
    moment = entry.paper.published
    return Work(
        key=_key(entry),
        entry=entry,
        people=tuple(person(name) for name in entry.authors),
        venue=venue_of(entry.details),
        appeared=moment.date() if moment else entry.paper.day,
        appeared_to=entry.paper.published_to,
    )


def _key(entry: Entry) -> str:
    """Of the paper alone, whatever it is exported with: bibliographies are joined, and two papers of one surname,
    year and word must differ then too."""
    return f"{_plain_key(entry)}-{_letters(entry.paper.public_id)}"


def _plain_key(entry: Entry) -> str:
    """Surname, year, first telling word of the title: vaswani2017attention."""
    surname = fold(person(entry.authors[0]).family) if entry.authors else ""
    day = entry.paper.published or entry.paper.day
    title_words = [fold(word) for word in _WORD.findall(entry.title)]
    word = next((word for word in title_words if word not in _SMALL_WORDS and len(word) > 1), "")
    key = f"{_ascii(surname)}{day.year if day else ''}{_ascii(word)}"
    return key if key[:1].isalpha() else f"paper{key}"


def _ascii(text: str) -> str:
    """What BibTeX takes in a key; a name in another script is told by letters made of it."""
    return text if text.isascii() else _letters(text)


def _letters(text: str, count: int = 6) -> str:
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
    letters = []
    for _ in range(count):
        number, remainder = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[remainder])
    return "".join(letters)
