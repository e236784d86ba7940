"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest import values
from broadsheet.harvest.dates import moment
from broadsheet.harvest.feed_entry import FeedEntry, source_name
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.json_reading import whole_items
from broadsheet.harvest.reading import set_aside
from broadsheet.papers.record import Record


def entries(text: str) -> Iterator[Record | Rejected]:
    feed, trouble = _feed(text)
    items = feed.get("items")
    try:
        source = source_name(
            values.text(feed, "home_page_url") or values.text(feed, "feed_url"), values.text(feed, "title")
        )
        if not isinstance(items, list | None):
            raise values.wrong_type("items", items, "a list")
    except RecordError as error:
        yield set_aside("file", error)
        return
    for number, item in enumerate(items or (), start=1):
        try:
            yield _entry(item).record(source)
        except RecordError as error:
            yield set_aside(f"item {number}", error, values.brief(item))
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


def _entry(item: Any) -> FeedEntry:
    if not isinstance(item, dict):
        raise RecordError("An item of a JSON feed is an object", type(item).__name__)
    people = item.get("authors") or item.get("author")
    html, plain = values.text(item, "content_html"), values.text(item, "content_text")
    return FeedEntry(
        key=values.text(item, "id"),
        url=values.text(item, "url", "external_url"),
        title=values.text(item, "title"),
        text=values.text(item, "summary") or plain or html,
        is_html=bool(html) and not plain and not item.get("summary"),
        authors=[author.name for author in values.authors(people)],
        published=moment(item.get("date_published"), "date_published"),
        updated=moment(item.get("date_modified"), "date_modified"),
        keywords=values.words(item.get("tags"), "tags"),
        names=[values.text(item, "external_url"), values.text(item, "_doi", "doi")],
    )
