"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import orjson

from broadsheet.api.feeds.item import Feed, Item

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def json_feed(feed: Feed) -> str:
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.title} · Broadsheet",
        "description": feed.about,
        "home_page_url": feed.page_url,
        "feed_url": feed.feed_url,
        "language": "en",
        "items": [orjson.Fragment(_written(item)) for item in feed.items],
    }
    return orjson.dumps(written).decode()


def _written(item: Item) -> str:
    if "json" not in item.written:
        item.written["json"] = orjson.dumps(_item(item)).decode()
    return item.written["json"]


def _item(item: Item) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
    }
    if item.text:
        written["summary"] = item.text
    if item.authors:
        written["authors"] = [{"name": name} for name in item.authors]
    if item.tags:
        written["tags"] = list(item.tags)
    return written
