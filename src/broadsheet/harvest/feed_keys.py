"""Keys of a feed's items: n items give n records, and the same feed again gives the same keys.

A feed's guid names an item only if no other item of the document has it; so does its link, which must not be the
feed's own page either. Where neither does, the title tells the items apart, and at last what else they say. An
identifier that several items state is one of none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from broadsheet.errors import RecordError
from broadsheet.harvest.feed_entry import FeedEntry, host_of
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.lists import digest
from broadsheet.harvest.reading import set_aside
from broadsheet.papers.identifiers import address, identifiers
from broadsheet.papers.record import MAX_KEY_CHARS, Identifier, Record
from broadsheet.papers.titles import title_key

_UNIQUE = re.compile(r"(?:urn|tag|doi|oai|hdl|ark|info|https?):\S{4,}|10\.\d{4,9}/\S+", re.I)
_LONG_CHARS = 16
"""A guid of this length was made to be one."""
_NAMES_NOTHING = re.compile(
    r"[\W_]*|n\W?a\W?|none|null|nil|undefined|unknown|false|true|0+|no ?(?:id|guid)|guid|id", re.I
)
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


class Item(NamedTuple):
    """An entry with its key: two entries with one key are one item, stated twice."""

    entry: FeedEntry
    title: str
    name: tuple[str, str, str]


class Naming(NamedTuple):
    key: str
    identifiers: tuple[Identifier, ...]
    mentions: list[str]


def records(entries: Sequence[FeedEntry], source: str, home: str) -> Iterator[Record | Rejected]:
    items, rejected = _titled(entries)
    yield from rejected
    items = _newest_of_each(items)
    guids = _shared(items, lambda item: [item.entry.guid])
    links = _shared(items, lambda item: [item.entry.url])
    named = [_naming(item, guids, links, home) for item in items]
    claims = dict(zip(map(id, items), named, strict=True))
    ambiguous = _shared(items, lambda item: map(str, claims[id(item)].identifiers))
    keys: set[str] = set()
    for item, naming in zip(items, named, strict=True):
        entry, key = item.entry, naming.key
        if key in keys:
            key = f"{key[: MAX_KEY_CHARS - 10]}/{digest(repr((entry.published.moment, entry.text)))}"
        keys.add(key)
        found = tuple(one for one in naming.identifiers if str(one) not in ambiguous)
        try:
            yield entry.record(source, key, found, ", ".join(naming.mentions))
        except RecordError as error:
            yield set_aside(entry.locator, error, item.title or entry.guid)


def _naming(item: Item, guids: set[str], links: set[str], home: str) -> Naming:
    """The key of the item, given the values that several items share."""
    entry = item.entry
    has_guid = bool(entry.guid) and entry.guid not in guids and not _NAMES_NOTHING.fullmatch(entry.guid)
    has_link = bool(entry.url) and entry.url not in links and not _is_home(entry.url, home)
    stated, mentions = _stated(entry, home)
    own = None if stated else _own_address(entry, has_guid, has_link, home)
    return Naming(_key(item, has_guid, has_link), (own,) if own else stated, mentions)


def _titled(entries: Iterable[FeedEntry]) -> tuple[list[Item], list[Rejected]]:
    items, rejected = [], []
    for entry in entries:
        try:
            title = entry.line
            if not title:
                raise RecordError("A paper needs a title", None, "Add a title and import the record again.")
        except RecordError as error:
            rejected.append(set_aside(entry.locator, error, entry.title or entry.guid))
            continue
        fingerprint = (
            digest(repr((entry.published.moment, entry.text))) if not entry.guid and not entry.url else ""
        )
        items.append(Item(entry, title, (entry.guid, entry.url, title_key(title) + fingerprint)))
    return items, rejected


def _newest_of_each(items: Sequence[Item]) -> list[Item]:
    """The newest statement of each item that the document states several times, at the position of the first."""
    newest: dict[tuple[str, str, str], Item] = {}
    for item in items:
        held = newest.get(item.name)
        if held is None or _moment(item) > _moment(held):
            newest[item.name] = item
    return list(newest.values())


def _moment(item: Item) -> datetime:
    return item.entry.updated.moment or item.entry.published.moment or _BEGINNING


def _shared(items: Sequence[Item], of: Callable[[Item], Iterable[str]]) -> set[str]:
    """The values that several items have."""
    held: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for item in items:
        for value in of(item):
            held[value].add(item.name)
    return {value for value, names in held.items() if len(names) > 1}


def _key(item: Item, has_guid: bool, has_link: bool) -> str:
    entry = item.entry
    if has_guid and (has_link or _UNIQUE.match(entry.guid) or len(entry.guid) >= _LONG_CHARS):
        return entry.guid[:MAX_KEY_CHARS]
    if has_link:
        return (f"{entry.guid}/{entry.url}" if entry.guid else entry.url)[:MAX_KEY_CHARS]
    by_title = f"{title_key(item.title)[:80]}-{digest(item.title)}"
    return f"{entry.guid[:200]}/{by_title}" if entry.guid else by_title


def _stated(entry: FeedEntry, home: str) -> tuple[tuple[Identifier, ...], list[str]]:
    """(identifiers of the item, what it only mentions). A link to arXiv from elsewhere says what an item is about:
    a post on a paper is not the paper, and its feed not arXiv's word."""
    found, mentions = list[Identifier](), list[str]()
    for text in (entry.url, entry.guid, *entry.names):
        for named in identifiers(text):
            is_their_own = named.scheme != "arxiv" or host_of(text) == host_of(home) != ""
            if is_their_own and named not in found:
                found.append(named)
            elif not is_their_own and str(named) not in mentions:
                mentions.append(str(named))
    return tuple(found), mentions


def _own_address(entry: FeedEntry, has_guid: bool, has_link: bool, home: str) -> Identifier | None:
    """The item's page, unless it is a page of arXiv that the item is about."""
    pages = (entry.url if has_link else "", entry.guid if has_guid and not _is_home(entry.guid, home) else "")
    return next((own for page in pages if not identifiers(page) and (own := address(page))), None)


def _is_home(url: str, home: str) -> bool:
    if url.rstrip("/") == home.rstrip("/"):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return (
        parts.scheme in ("http", "https")
        and not parts.path.strip("/")
        and not parts.query
        and not parts.fragment
    )
