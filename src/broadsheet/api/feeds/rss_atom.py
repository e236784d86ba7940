"""RSS 2.0 and Atom 1.0, written by Django's feed generator."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from broadsheet.api.feeds.item import Feed, Item
from broadsheet.api.xml_text import xml_text

TTL_MINUTES = 30
_NO_ATTRIBUTES: AttributesImpl[str] = AttributesImpl({})


class Whole(SyndicationFeed):
    """Made of items each of which is written once, however many feeds have it."""

    def latest_post_date(self) -> datetime:
        """Django would date a feed without items now, and so differently each time."""
        updated: datetime = self.feed["updated"]
        return updated

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        form = type(self).__name__
        for item in self.feed["whole"]:
            if form not in item.written:
                item.written[form] = self._written(item)
            handler.ignorableWhitespace(item.written[form])  # the one way to write what is markup already

    def _written(self, item: Item) -> str:
        self.items = []
        _add(self, item)
        text = StringIO()
        super().write_items(SimplerXMLGenerator(text, "utf-8", short_empty_elements=True))  # type: ignore[misc]
        return text.getvalue()


class Rss(Whole, Rss201rev2Feed):
    """With every author, which RSS 2.0 itself leaves to Dublin Core."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:dc": "http://purl.org/dc/elements/1.1/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["names"]:
            handler.addQuickElement("dc:creator", name)


class Atom(Whole, Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Atom wants an author of the feed where an entry may have none."""
        super().add_root_elements(handler)
        handler.startElement("author", _NO_ATTRIBUTES)
        handler.addQuickElement("name", "Broadsheet")
        handler.endElement("author")
        handler.addQuickElement("generator", "Broadsheet")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["names"]:
            handler.startElement("author", _NO_ATTRIBUTES)
            handler.addQuickElement("name", name)
            handler.endElement("author")


def rss(feed: Feed) -> str:
    return _written(Rss, feed, ttl=TTL_MINUTES)


def atom(feed: Feed) -> str:
    return _written(Atom, feed)


def _written(kind: type[Whole], feed: Feed, ttl: int | None = None) -> str:
    written = kind(
        title=xml_text(f"{feed.title} · Broadsheet"),
        link=feed.page_url,
        description=xml_text(feed.about),
        subtitle=xml_text(feed.about),
        language="en",
        feed_url=feed.feed_url,
        feed_guid=feed.id,
        updated=feed.updated,
        whole=feed.items,
        ttl=ttl,
    )
    return str(written.writeString("utf-8"))


def _add(written: SyndicationFeed, item: Item) -> None:
    written.add_item(
        title=xml_text(item.title),
        link=item.url,
        description=xml_text(item.html),
        names=[xml_text(name) for name in item.authors],
        pubdate=item.published,
        updateddate=item.updated,
        unique_id=item.id,
        unique_id_is_permalink=False,
        categories=[xml_text(tag) for tag in item.tags],
    )
