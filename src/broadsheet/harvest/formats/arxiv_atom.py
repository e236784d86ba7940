"""Answers of arXiv's query API (Atom)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from broadsheet.errors import RecordError
from broadsheet.harvest import arxiv
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.names import names_in
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.harvest.xml_reading import elements, name_of, root, text_of
from broadsheet.papers.identifiers import arxiv_version
from broadsheet.papers.record import Record, RecordAuthor
from broadsheet.papers.text import clean_line

PRIORITY = 20
NAMESPACES = {"atom": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_OWN_ENTRY = re.compile(r"<id>\s*https?://(?:export\.|www\.)?arxiv\.org/abs/")
_OTHER_HOME = re.compile(r"<id>(?!\s*(?:https?://(?:[\w-]+\.)?arxiv\.org|</id>))")
_ENTRY = f"{{{NAMESPACES['atom']}}}entry"


def detect(head: bytes, filename: str) -> bool:
    """An Atom feed of the API's own address, or whose entries have arXiv's own elements; a third party's feed with
    numbers of arXiv is not arXiv's word. The daily feed has `announce_type`."""
    if root(head)[0] != "feed":
        return False
    text = head_text(head)
    feed, _, entries = text.partition("<entry")
    ours = "arxiv.org/api/" in feed or (_OWN_ENTRY.search(entries) and not _OTHER_HOME.search(feed))
    return bool(ours) and "announce_type" not in text


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    for entry in elements(file, _ENTRY):
        yield entry if isinstance(entry, Rejected) else parse_entry(entry)


def parse_entry(entry: etree._Element) -> Record | Rejected:
    address = name_of(entry, "atom:id", NAMESPACES)
    try:
        if "/api/errors" in address:
            raise RecordError("An answer holds papers", f"arXiv says: {_text(entry, 'atom:summary')}")
        return _record(entry, address)
    except RecordError as error:
        return set_aside(
            address or f"line {entry.sourceline}", error, name_of(entry, "atom:title", NAMESPACES)
        )


def _record(entry: etree._Element, address: str) -> Record:
    stated = address.rpartition("/abs/")[2]
    version, notes = arxiv_version(stated), Notes()
    return arxiv.record(
        stated,
        title=_text(entry, "atom:title"),
        abstract=_text(entry, "atom:summary"),
        authors=_authors(entry, notes),
        published=notes.date(_text(entry, "atom:published"), "published"),
        updated=notes.day(_text(entry, "atom:updated"), "updated"),
        fields=_fields(entry),
        dois=_text(entry, "arxiv:doi"),
        details={
            "journal": clean_line(_text(entry, "arxiv:journal_ref")),
            "comment": clean_line(_text(entry, "arxiv:comment")),
            "version": f"v{version}" if version else "",
        },
        notes=notes,
    )


def _authors(entry: etree._Element, notes: Notes) -> Iterator[RecordAuthor]:
    for author in entry.iterfind("atom:author", NAMESPACES):
        affiliation = clean_line(_text(author, "arxiv:affiliation"))[:500]
        for name in notes.several(names_in, _text(author, "atom:name")):
            yield RecordAuthor(name, affiliation)


def _fields(entry: etree._Element) -> list[str]:
    primary = entry.findall("arxiv:primary_category", NAMESPACES)
    every = entry.findall("atom:category", NAMESPACES)
    # Older papers carry MSC and ACM classes as categories too; they are no fields.
    terms = [term.strip() for found in (*primary, *every) if (term := found.get("term", "")).strip()]
    return [term for term in terms if " " not in term and "," not in term and not term[:1].isdigit()]


def _text(element: etree._Element, path: str) -> str:
    return text_of(element, path, NAMESPACES).strip()
