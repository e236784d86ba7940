"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest import feed_keys, values
from broadsheet.harvest.feed_entry import FeedEntry, absolute, source_name
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.json_reading import whole_items
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import set_aside
from broadsheet.papers.record import Record


def entries(text: str) -> Iterator[Record | Rejected]:
    feed, trouble = _feed(text)
    items = feed.get("items")
    try:
        home = values.text(feed, "home_page_url") or values.text(feed, "feed_url")
        source = source_name(home, values.text(feed, "title"))
        if not isinstance(items, list | None):
            raise values.wrong_type("items", items, "a list")
    except RecordError as error:
        yield set_aside("file", error)
        return
    read = list[FeedEntry]()
    for number, item in enumerate(items or (), start=1):
        try:
            read.append(_entry(item, f"item {number}", home))
        except RecordError as error:
            yield set_aside(f"item {number}", error, values.brief(item))
    yield from feed_keys.records(read, source, home)
    if trouble:
        yield trouble


def _feed(text: str) -> tuple[dict[str, Any], Rejected | None]:
    """The feed; of one cut short, the whole items before the cut."""
    try:
        feed = orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError as error:
        rule = InputError("A JSON feed is one whole JSON object", str(error), "Fetch it again.")
        start = text.find("[", max(0, text.find('"items"')))
        items = whole_items(text[start:]) if start >= 0 else []
        return {"items": items}, set_aside("file", rule, text[-100:])
    if isinstance(feed, dict):
        return feed, None
    return {}, set_aside("file", RecordError("A JSON feed is an object", type(feed).__name__))


def _entry(item: Any, locator: str, home: str) -> FeedEntry:
    if not isinstance(item, dict):
        raise RecordError("An item of a JSON feed is an object", type(item).__name__)
    people, notes = item.get("authors") or item.get("author"), Notes()

    def text(*keys: str) -> str:
        return notes.read("", values.text, item, *keys)

    html, plain, summary = text("content_html"), text("content_text"), text("summary")
    return FeedEntry(
        locator=locator,
        guid=text("id"),
        url=absolute(text("url", "external_url"), home),
        title=values.text(item, "title"),
        text=summary or plain or html,
        is_html=bool(html) and not plain and not summary,
        authors=[author.name for author in values.authors(people, notes)],
        published=notes.date(item.get("date_published"), "date_published"),
        updated=notes.date(item.get("date_modified"), "date_modified"),
        keywords=notes.read((), values.keywords, item.get("tags"), "tags"),
        names=[text("external_url"), text("_doi", "doi")],
        notes=notes,
    )
