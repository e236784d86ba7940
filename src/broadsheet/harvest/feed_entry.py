"""What an entry of any feed says, as a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from broadsheet.harvest.lists import digest, slug
from broadsheet.harvest.values import bounded, person
from broadsheet.papers.identifiers import address, identifiers, is_web_address
from broadsheet.papers.record import MAX_KEY_CHARS, LinkKind, Record, RecordAuthor, RecordLink
from broadsheet.papers.text import clean_line, clean_text
from broadsheet.papers.titles import title_key

_KEPT_TAGS = "p|br|div|li|ul|ol|dl|dt|dd|h[1-6]|hr|blockquote|pre|sub|sup|b|i|em|strong|a|span"
_HIDDEN = re.compile(r"<(script|style|iframe|svg|form)\b", re.I | re.A)
_END_OF_HIDDEN = {
    name: re.compile(f"</{name}", re.I | re.A) for name in ("script", "style", "iframe", "svg", "form")
}
_OTHER_TAGS = re.compile(rf"<(?!/?(?:{_KEPT_TAGS})\b)/?[a-z!][^<>]*>", re.I)


@dataclass
class FeedEntry:
    key: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    is_html: bool = False
    authors: Sequence[str] = ()
    published: datetime | None = None
    updated: datetime | None = None
    keywords: Iterable[str] = ()
    names: Sequence[str] = ()
    """Further places in which an identifier may stand: a DOI element, a second address."""
    pdf: str = ""
    details: dict[str, str] = field(default_factory=dict)

    def record(self, source: str) -> Record:
        title = clean_line(markup_out(bounded(self.title, "title")))
        key = clean_line(self.key or self.url)
        found = identifiers(self.url, self.key, *self.names)
        if not found and (own := address(self.url or self.key)):
            found = (own,)
        keywords = [word for stated in self.keywords if (word := clean_line(stated))]
        return Record(
            source=source,
            key=(key or f"{title_key(title)[:80]}-{digest(title)}")[:MAX_KEY_CHARS],
            title=title,
            abstract=clean_text(
                markup_out(bounded(self.text, "text")) if self.is_html else bounded(self.text, "text")
            ),
            authors=tuple(RecordAuthor(name) for stated in self.authors if (name := person(stated))),
            published=self.published,
            updated=self.updated if self.updated != self.published else None,
            identifiers=found,
            links=tuple(self._links()),
            details=self.details | ({"keywords": keywords[:100]} if keywords else {}),
        )

    def _links(self) -> Iterable[RecordLink]:
        for kind, url in ((LinkKind.PAGE, self.url), (LinkKind.PDF, self.pdf)):
            if is_web_address(url):
                yield RecordLink(kind, url)


def markup_out(html: str) -> str:
    """Pictures, frames and scripts gone; the tags that stand for words and paragraphs are left for cleaning."""
    if "<" not in html:
        return html
    return _OTHER_TAGS.sub(" ", _without_hidden(html))


def _without_hidden(html: str) -> str:
    """In one pass, whatever is left open: then only the tag itself goes, as any other."""
    kept, at = list[str](), 0
    unclosed = set[str]()
    for found in _HIDDEN.finditer(html):
        name = found[1].lower()
        if found.start() < at or name in unclosed:
            continue
        end = _END_OF_HIDDEN[name].search(html, found.end())
        if end is None:
            unclosed.add(name)
            continue
        kept.append(html[at : found.start()])
        at = end.start()
    return " ".join([*kept, html[at:]])


def source_name(home: str, title: str) -> str:
    """The feed's host, else its title."""
    try:
        host = (urlsplit(home).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    return host[:100] or slug(clean_line(title)) or "feed"
