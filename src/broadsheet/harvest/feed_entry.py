"""Record of a feed's entry, for RSS, Atom and JSON feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from broadsheet.harvest.dates import UNDATED, Dated
from broadsheet.harvest.lists import slug
from broadsheet.harvest.names import names_in
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.values import bounded
from broadsheet.papers.identifiers import is_web_address
from broadsheet.papers.precision import Precision
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordAuthor, RecordLink
from broadsheet.papers.text import clean_line, clean_text, plain_line

_ALLOWED_TAGS = "p|br|div|li|ul|ol|dl|dt|dd|h[1-6]|hr|blockquote|pre|sub|sup|b|i|em|strong|a|span"
_HIDDEN = re.compile(r"<(script|style|iframe|svg|form)\b", re.I | re.A)
_END_OF_HIDDEN = {
    name: re.compile(f"</{name}", re.I | re.A) for name in ("script", "style", "iframe", "svg", "form")
}
_OTHER_TAGS = re.compile(rf"<(?!/?(?:{_ALLOWED_TAGS})\b)/?[a-z!][^<>]*>", re.I)


@dataclass
class FeedEntry:
    locator: str
    """Its place in the feed, such as `entry 3`."""
    guid: str = ""
    """The identifier that the feed declares unique; often it is not."""
    url: str = ""
    title: str = ""
    is_title_text: bool = False
    """Whether markup in the title is literal text."""
    text: str = ""
    is_html: bool = False
    authors: Sequence[str] = ()
    published: Dated = UNDATED
    updated: Dated = UNDATED
    keywords: Iterable[str] = ()
    names: Sequence[str] = ()
    """Further places in which an identifier may stand: a DOI element, a second address."""
    pdf: str = ""
    discussion: str = ""
    """Address of a page of comments on it."""
    details: dict[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    def __post_init__(self) -> None:
        self.guid, self.url = clean_line(self.guid), self.url.strip()
        if not self.published.moment:
            self.published, self.updated = self.updated, UNDATED

    @property
    def line(self) -> str:
        """The title as plain text; RecordError if it is too long."""
        stated = bounded(self.title, "title")
        return plain_line(stated) if self.is_title_text else clean_line(markup_out(stated))

    def record(self, source: str, key: str, found: tuple[Identifier, ...], mentions: str) -> Record:
        notes = self.notes
        keywords = [word for stated in self.keywords if (word := clean_line(stated))]
        more: dict[str, object] = {"keywords": keywords[:100]} if keywords else {}
        text = notes.read("", bounded, self.text, "text")
        revised = self.updated.moment if self.updated.precision is Precision.DAY else None
        return Record(
            source=source,
            key=key,
            title=self.line,
            abstract=notes.abstract(clean_text(markup_out(text) if self.is_html else text)),
            authors=notes.authors(
                RecordAuthor(name) for stated in self.authors for name in notes.several(names_in, stated)
            ),
            published=self.published.moment,
            published_precision=self.published.precision,
            updated=revised if revised != self.published.moment else None,
            identifiers=found,
            links=tuple(self._links()),
            details=self.details | more | ({"mentions": mentions} if mentions else {}),
            notes=tuple(notes),
        )

    def _links(self) -> Iterable[RecordLink]:
        stated = ((LinkKind.PAGE, self.url), (LinkKind.PDF, self.pdf), (LinkKind.DISCUSSION, self.discussion))
        for kind, url in stated:
            if is_web_address(url):
                yield RecordLink(kind, url)


def markup_out(html: str) -> str:
    """Remove pictures, frames and scripts; tags of words and paragraphs are left for cleaning."""
    if "<" not in html:
        return html
    return _OTHER_TAGS.sub(" ", _without_hidden(html))


def _without_hidden(html: str) -> str:
    """Remove hidden elements in one pass; of an unclosed element only the tag is removed."""
    pieces, at = list[str](), 0
    unclosed = set[str]()
    for found in _HIDDEN.finditer(html):
        name = found[1].lower()
        if found.start() < at or name in unclosed:
            continue
        end = _END_OF_HIDDEN[name].search(html, found.end())
        if end is None:
            unclosed.add(name)
            continue
        pieces.append(html[at : found.start()])
        at = end.start()
    return " ".join([*pieces, html[at:]])


def source_name(home: str, title: str) -> str:
    """The feed's host, else its title."""
    return host_of(home)[:100] or slug(clean_line(title)) or "feed"


def host_of(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def absolute(url: str, home: str) -> str:
    """A link as it stands in a feed, from the feed's own address where it is relative."""
    url = url.strip()
    if not url or not home.startswith(("http://", "https://")) or re.match(r"[a-z][\w+.-]*:", url, re.I):
        return url
    try:
        return urljoin(home, url)
    except ValueError:
        return url
