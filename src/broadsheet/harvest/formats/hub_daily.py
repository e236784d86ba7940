"""The Hub's daily papers: the JSON of one day (or more), as its `daily_papers` route answers.

Each place of a paper in a day's list is a record of its own. `details["item"]` keeps the item whole, field by field,
so that it can be served again as it came.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, BinaryIO

import orjson

from broadsheet.errors import RecordError
from broadsheet.harvest import arxiv, values
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.json_reading import document
from broadsheet.harvest.lists import slug
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.papers.identifiers import arxiv_number, is_web_address
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordLink, RecordListing, Status
from broadsheet.papers.text import clean_line, clean_text

PRIORITY = 20
SOURCE = "hub"
MAX_LITERAL_CHARS = 1 << 20
_START = re.compile(r"\s*\[\s*(?:\{|\"\{'paper')")
_SIGNS = re.compile(r"\"paper\"\s*:\s*\{\s*\"|\"\{'paper': \{|\"numComments\"\s*:")
_DAY = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")


def detect(head: bytes, filename: str) -> bool:
    return bool(_START.match(text := head_text(head))) and bool(_SIGNS.search(text))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    items, trouble = document(file)
    positions = Counter[str]()
    for number, item in enumerate(items if isinstance(items, list) else (), start=1):
        try:
            yield _record(_as_object(item), _day_in(filename), positions)
        except RecordError as error:
            yield set_aside(f"item {number}", error, values.brief(item))
    if trouble:
        yield trouble


def _as_object(item: Any) -> dict[str, Any]:
    """Some archives hold items as Python writes a dict, inside a JSON text; the meaning is the same."""
    if isinstance(item, str) and item.lstrip().startswith("{") and len(item) <= MAX_LITERAL_CHARS:
        try:
            item = orjson.loads(orjson.dumps(ast.literal_eval(item.strip())))
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError) as error:
            raise RecordError("An item is a JSON object", str(error)) from error
    if not isinstance(item, dict):
        raise RecordError("An item is a JSON object", type(item).__name__)
    if not isinstance(item.get("paper"), dict):
        raise RecordError("An item has a `paper`, which is an object", type(item.get("paper")).__name__)
    return item


def _check_servable(item: dict[str, Any]) -> None:
    try:
        orjson.dumps(item)
    except TypeError as error:
        raise RecordError("An item can be served again as it came", str(error)) from error


def _day_in(filename: str) -> str:
    found = _DAY.search(filename)
    return found[1] if found else ""


def _record(item: dict[str, Any], file_day: str, positions: Counter[str]) -> Record:
    paper, notes = item["paper"], Notes()

    def text(key: str) -> str:
        return notes.read("", values.text, paper, key) or notes.read("", values.text, item, key)

    paper_id = clean_line(values.text(paper, "id"))
    number = arxiv_number(paper_id)
    title = values.text(paper, "title") or values.text(item, "title")
    listing = _listing(item, file_day, positions, notes)
    published = notes.date(paper.get("publishedAt"), "paper.publishedAt")
    _check_servable(item)
    record = Record(
        source=SOURCE,
        key=f"{paper_id}@{listing.day}" if paper_id else "",
        title=clean_line(title),
        abstract=notes.abstract(clean_text(text("summary"))),
        summary=clean_line(text("ai_summary")),
        authors=values.authors(paper.get("authors"), notes),
        organisation=notes.read("", _organisation, item.get("organization") or paper.get("organization")),
        published=published.moment,
        published_precision=published.precision,
        identifiers=(Identifier("arxiv", number),) if number else _own(paper_id),
        links=tuple(_links(number, text)),
        listings=(listing,),
        status=Status.WITHDRAWN if paper.get("withdrawnAt") else Status.ACTIVE,
        details={"item": item},
        notes=tuple(notes),
    )
    positions[listing.list_slug] += 1
    return record


def _listing(item: dict[str, Any], file_day: str, positions: Counter[str], notes: Notes) -> RecordListing:
    day = _list_day(item, file_day, notes)
    name = slug("hub", day.isoformat())
    return RecordListing(
        list_slug=name,
        list_title=f"Daily papers of {day.day} {day:%B %Y}",
        position=positions[name] + 1,
        day=day,
        listed_on=day,
        submitter=notes.read("", _submitter, item),
        upvotes=notes.read(0, values.number, item["paper"].get("upvotes") or item.get("upvotes"), "upvotes"),
        comments=notes.read(0, values.number, item.get("numComments"), "numComments"),
    )


def _list_day(item: dict[str, Any], file_day: str, notes: Notes) -> date:
    """The day that the item states; else that of the file's name, which is one day's answer; else the time of listing."""
    paper = item["paper"]
    for name, stated in (
        ("submittedOnDailyAt", paper.get("submittedOnDailyAt") or item.get("submittedOnDailyAt")),
        ("date in the file's name", file_day),
        ("publishedAt", item.get("publishedAt")),
    ):
        if found := notes.day(stated, name).moment:
            return found.date()
    raise RecordError(
        "A daily paper has the day of its list", "none", "Name the file after the day: 2026-07-24.json"
    )


def _submitter(item: dict[str, Any]) -> str:
    paper = item["paper"]
    for person in (item.get("submittedBy"), paper.get("submittedOnDailyBy"), item.get("submittedOnDailyBy")):
        if isinstance(person, dict):
            return clean_line(values.text(person, "name", "user", "fullname"))[:200]
    return ""


def _organisation(stated: Any) -> str:
    return clean_line(values.text(stated, "fullname", "name"))[:300] if isinstance(stated, dict) else ""


def _own(paper_id: str) -> tuple[Identifier, ...]:
    return (Identifier("hub", paper_id),) if 0 < len(paper_id) <= 100 else ()


def _links(number: str | None, text: Callable[[str], str]) -> Iterator[RecordLink]:
    if number:
        yield from arxiv.links(number)
    for kind, key in ((LinkKind.CODE, "githubRepo"), (LinkKind.PROJECT, "projectPage")):
        if is_web_address(url := text(key).strip()):
            yield RecordLink(kind, url)
