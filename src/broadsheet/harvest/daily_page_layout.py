"""Split a saved Daily Papers page into its entries, for each known way of turning it into text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from broadsheet.harvest.daily_page import PrintedDate

SURE_ABSTRACT_CHARS = 320
"""No title is this long."""
_CHROME = re.compile(
    r"new|Get trending papers in your email inbox(?: once a day)?!?|Subscribe|Daily Papers|by\s?AK and the research community"
)
_GLUED = re.compile(r"Subscribe(?=\S)(?!rs\b|d\b|s\b)")
_AUTHORS = re.compile(r"•\s*(\d{1,6})\s+authors?")
_SENTENCE_END = re.compile(r"[.!…][\"'”’)\]]*$")


class Kind(Enum):
    TEXT = auto()
    AUTHORS = auto()
    DOT = auto()
    DATE = auto()


class Part(NamedTuple):
    kind: Kind
    line: int
    text: str


@dataclass
class Entry:
    line: int
    title: str
    abstract: str = ""
    author_count: int = 0
    organisation: str = ""
    date: PrintedDate | None = None


@dataclass
class Page:
    date: PrintedDate | None = None
    """Date of the page itself, as its head prints it."""
    entries: list[Entry] = field(default_factory=list)


def lay_out(text: str) -> Page:
    parts = list(_parts(text))
    page = Page()
    if parts and parts[0].kind is Kind.DATE:
        page.date = PrintedDate.read(parts.pop(0).text)
    for texts, tail in _text_runs(parts):
        entries = _pair(texts)
        if entries and tail:
            _add_tail(entries[-1], tail)
        page.entries += entries
    return page


def _parts(text: str) -> Iterator[Part]:
    """Classify the lines of the page; the site's own lines are dropped, also where one is glued to a title."""
    in_head, before = True, None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if in_head and (glued := _GLUED.match(line)):
            line = line[glued.end() :].strip()
        if not line or (in_head and _CHROME.fullmatch(line)):
            continue
        kind = _kind(line, may_be_date=in_head or before is Kind.DOT)
        in_head = in_head and kind is Kind.DATE
        before = kind
        yield Part(kind, number, line)


def _kind(line: str, may_be_date: bool) -> Kind:
    if line == "·":
        return Kind.DOT
    if _AUTHORS.fullmatch(line):
        return Kind.AUTHORS
    return Kind.DATE if may_be_date and PrintedDate.read(line) else Kind.TEXT


def _text_runs(parts: Sequence[Part]) -> Iterator[tuple[list[Part], list[Part]]]:
    """(texts, what follows the last of them): a text before a dot is an organisation, unless nothing else is left."""
    texts: list[Part] = []
    tail: list[Part] = []
    for index, part in enumerate(parts):
        follows = parts[index + 1].kind if index + 1 < len(parts) else None
        if part.kind is Kind.TEXT and not (follows is Kind.DOT and len(texts) >= 2 and not tail):
            if tail:
                yield texts, tail
                texts, tail = [], []
            texts.append(part)
        else:
            tail.append(part)
    if texts or tail:
        yield texts, tail


def _pair(texts: Sequence[Part]) -> list[Entry]:
    """Titles and abstracts in turn. Where one abstract is missing, the next title's is found by its looks."""
    entries: list[Entry] = []
    abstracts: list[list[str]] = []
    at = 0
    while at < len(texts):
        part = texts[at]
        at += 1
        if entries and _surely_abstract(part.text):
            abstracts[-1].append(part.text)
            continue
        entries.append(Entry(part.line, part.text))
        abstracts.append([])
        if at < len(texts) and not _lacks_abstract(texts, at):
            abstracts[-1].append(texts[at].text)
            at += 1
    for entry, paragraphs in zip(entries, abstracts, strict=True):
        entry.abstract = "\n\n".join(paragraphs)
    return entries


def _lacks_abstract(texts: Sequence[Part], at: int) -> bool:
    """The text that should be an abstract looks like a title, and an abstract comes after it."""
    here = texts[at].text
    if _reads_as_abstract(here):
        return False
    return at + 1 >= len(texts) or _reads_as_abstract(texts[at + 1].text)


def _reads_as_abstract(text: str) -> bool:
    return _surely_abstract(text) or bool(_SENTENCE_END.search(text))


def _surely_abstract(text: str) -> bool:
    return len(text) >= SURE_ABSTRACT_CHARS


def _add_tail(entry: Entry, tail: Sequence[Part]) -> None:
    for part in tail:
        if part.kind is Kind.TEXT:
            entry.organisation = part.text
        elif part.kind is Kind.DATE:
            entry.date = PrintedDate.read(part.text)
        elif found := _AUTHORS.fullmatch(part.text):
            entry.author_count = int(found[1])
