"""Plain JSON lines: `id, source, title, abstract, authors, published, categories, url`, all but the title optional."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from broadsheet.errors import RecordError
from broadsheet.harvest import arxiv, values
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.json_reading import Item, first_objects, objects
from broadsheet.harvest.lists import digest
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.papers.identifiers import identifiers, identify, is_web_address
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordLink
from broadsheet.papers.text import clean_line, clean_text
from broadsheet.papers.titles import title_key

PRIORITY = 90
SOURCE = "jsonlines"
MAX_SOURCE_CHARS = 100
MAX_DETAIL_CHARS = 2_000
_TAKEN = frozenset(
    "_id abstract arxiv_id author authors categories date doi fields id metadata pdf_url published source summary "  # noqa: SIM905
    "text title updated url year".split()
)


def detect(head: bytes, filename: str) -> bool:
    if first_objects(head):
        return True
    start = head_text(head[:1000]).lstrip()
    return start.startswith("{") and not start.startswith("{\\") and '"' in start  # `{\rtf1` is no JSON


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    for item in objects(file):
        yield item if isinstance(item, Rejected) else _record(item)


def _record(item: Item) -> Record | Rejected:
    raw, notes = item.value, Notes()
    try:
        title = clean_line(values.text(raw, "title"))
        stated = clean_line(values.text(raw, "id", "_id"))
        source = clean_line(values.text(raw, "source")) or SOURCE
        if len(source) > MAX_SOURCE_CHARS:
            raise RecordError(f"A source's name has at most {MAX_SOURCE_CHARS} characters", source)
        found = _identifiers(raw, stated, notes)
        published = notes.date(_first(raw, "published", "date", "year"), "published")
        return Record(
            source=source,
            key=stated or (str(found[0]) if found else f"{title_key(title)[:80]}-{digest(title)}"),
            title=title,
            abstract=notes.abstract(
                clean_text(notes.read("", values.text, raw, "abstract", "summary", "text"))
            ),
            authors=values.authors(raw.get("authors") or raw.get("author"), notes),
            published=published.moment,
            published_precision=published.precision,
            updated=notes.day(raw.get("updated"), "updated").moment,
            fields=notes.read((), values.keywords, _first(raw, "categories", "fields"), "categories"),
            identifiers=found,
            links=_links(raw, found, notes),
            details=_details(item),
            notes=tuple(notes),
        )
    except RecordError as error:
        return set_aside(item.locator, error, values.label(raw))


def _identifiers(raw: dict[str, Any], stated: str, notes: Notes) -> tuple[Identifier, ...]:
    """The id and, unless that says the same, the address and the numbers given beside it."""
    own = identify(stated)
    if own is not None and own.scheme in ("arxiv", "acl") and "doi" not in raw and "arxiv_id" not in raw:
        return (own,)
    beside = (notes.read("", values.text, raw, key) for key in ("doi", "arxiv_id", "url"))
    return identifiers(stated, *beside)


def _links(raw: dict[str, Any], found: tuple[Identifier, ...], notes: Notes) -> tuple[RecordLink, ...]:
    if found and found[0].scheme == "arxiv":
        return arxiv.links(found[0].value)
    stated = ((LinkKind.PAGE, "url"), (LinkKind.PDF, "pdf_url"))
    links = ((kind, notes.read("", values.text, raw, key)) for kind, key in stated)
    return tuple(RecordLink(kind, url) for kind, url in links if is_web_address(url))


def _first(raw: dict[str, Any], *keys: str) -> Any:
    return next((raw[key] for key in keys if raw.get(key) is not None), None)


def _details(item: Item) -> dict[str, Any]:
    """Further short values of the object."""
    extra = item.value.keys() - _TAKEN
    if not extra and not item.encoding:
        return {}
    facts = {key: value for key in sorted(extra) if _is_short(value := item.value[key])}
    return facts | ({"decoded_as": item.encoding} if item.encoding else {})


def _is_short(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 100 and all(
            isinstance(v, str | int | float) and len(str(v)) <= 200 for v in value
        )
    return isinstance(value, str | int | float) and value != "" and len(str(value)) <= MAX_DETAIL_CHARS
