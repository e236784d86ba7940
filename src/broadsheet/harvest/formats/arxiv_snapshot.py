"""arXiv's metadata snapshot: one JSON object a line, as published for bulk download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from broadsheet.errors import RecordError
from broadsheet.harvest import arxiv, values
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.json_reading import Item, first_objects, objects
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import set_aside
from broadsheet.papers.record import Record
from broadsheet.papers.text import clean_line

PRIORITY = 20


def detect(head: bytes, filename: str) -> bool:
    return any(
        "authors_parsed" in found or {"versions", "update_date"} <= found.keys()
        for found in first_objects(head)
    ) or (head.lstrip().startswith(b"{") and b'"authors_parsed"' in head and b'"update_date"' in head)


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    for item in objects(file):
        yield item if isinstance(item, Rejected) else _record(item)


def _record(item: Item) -> Record | Rejected:
    raw, notes = item.value, Notes()

    def text(key: str) -> str:
        return notes.read("", values.text, raw, key)

    try:
        first, last = _versions(raw.get("versions"))
        return arxiv.record(
            values.text(raw, "id"),
            title=values.text(raw, "title"),
            abstract=text("abstract"),
            authors=values.authors(raw.get("authors_parsed") or raw.get("authors"), notes),
            published=notes.date(first, "versions"),
            updated=notes.day(last or raw.get("update_date"), "update_date"),
            fields=notes.read((), values.keywords, raw.get("categories"), "categories"),
            dois=text("doi"),
            details={
                "journal": clean_line(text("journal-ref")),
                "comment": clean_line(text("comments")),
                "report_number": clean_line(text("report-no")),
                "licence": text("license"),
                "submitter": clean_line(text("submitter")),
                "versions": _plain(raw.get("versions")),
                "decoded_as": item.encoding,
            },
            notes=notes,
        )
    except RecordError as error:
        return set_aside(item.locator, error, values.label(raw))


def _versions(stated: Any) -> tuple[Any, Any]:
    """Submission times of the first and the last version."""
    if not isinstance(stated, list) or not stated:
        return None, None
    created = [
        version.get("created") if isinstance(version, dict) else None for version in (stated[0], stated[-1])
    ]
    return created[0], created[1]


def _plain(stated: Any) -> list[dict[str, str]]:
    if not isinstance(stated, list):
        return []
    return [
        {key: value for key, value in version.items() if isinstance(value, str)}
        for version in stated
        if isinstance(version, dict)
    ]
