"""Atom as arXiv's query API writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from lxml import etree
from lxml.builder import ElementMaker

from broadsheet.api.atom.asking import Found, Question
from broadsheet.api.atom.errors import QueryError
from broadsheet.api.xml_text import xml_text
from broadsheet.listing.entries import Entry

ATOM = "http://www.w3.org/2005/Atom"
ARXIV = "http://arxiv.org/schemas/atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SCHEME = "http://arxiv.org/schemas/atom"
NAMESPACES = {None: ATOM, "opensearch": OPENSEARCH, "arxiv": ARXIV}

_a = ElementMaker(namespace=ATOM)
_x = ElementMaker(namespace=ARXIV, nsmap={"arxiv": ARXIV})
_o = ElementMaker(namespace=OPENSEARCH, nsmap={"opensearch": OPENSEARCH})
Element: TypeAlias = Any


def answer(question: Question, found: Found, entries: Iterable[Entry], address: str, base: str) -> bytes:
    written = [_entry(entry, base) for entry in entries]
    return _feed(question, found.total, written, address, datetime.now(UTC))


def refusal(error: QueryError, address: str) -> bytes:
    """An entry called Error, as arXiv's clients expect it."""
    now = datetime.now(UTC)
    entry = _a.entry(
        _a.id(f"{address.partition('?')[0]}#error"),
        _a.title("Error"),
        _a.summary(xml_text(str(error))),
        _a.updated(_utc(now)),
        _a.author(_a.name("Broadsheet")),
    )
    return _feed(None, 1, [entry], address, now)


def _feed(
    question: Question | None, total: int, entries: list[Element], address: str, now: datetime
) -> bytes:
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=NAMESPACES)
    echo = f"search_query={question.query}&id_list={','.join(question.ids)}" if question else "error"
    start, limit = (question.start, question.limit) if question else (0, 1)
    feed.extend(
        [
            _a.link(href=xml_text(address), rel="self", type="application/atom+xml"),
            _a.title(xml_text(f"Broadsheet query: {echo}&start={start}&max_results={limit}")),
            _a.id(f"urn:sha1:{hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()}"),
            _a.updated(_utc(now)),
            _o.totalResults(str(total)),
            _o.startIndex(str(start)),
            _o.itemsPerPage(str(limit)),
            *entries,
        ]
    )
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8"))


def _entry(entry: Entry, base: str) -> Element:
    number = entry.identifier("arxiv")
    details = entry.details
    page = f"http://arxiv.org/abs/{number}{_version(details)}" if number else base + entry.url
    written = _a.entry(
        _a.id(page),
        _a.updated(_utc(entry.updated)),
        _a.published(_utc(entry.published)),
        _a.title(xml_text(entry.paper.title)),
        _a.summary(xml_text(entry.paper.abstract)),
    )
    for name, affiliation in zip(entry.authors, entry.affiliations, strict=True):
        author = _a.author(_a.name(xml_text(name)))
        if affiliation:
            author.append(_x.affiliation(xml_text(affiliation)))
        written.append(author)
    texts = {
        "doi": entry.identifier("doi"),
        "comment": details.get("comment", ""),
        "journal_ref": details.get("journal", "") or details.get("journal_ref", ""),
    }
    written.extend(_x(name, xml_text(str(text))) for name, text in texts.items() if text)
    written.extend(_links(entry, number, page))
    codes = [code for code, _ in entry.fields]
    if codes:
        written.append(_x.primary_category(term=xml_text(codes[0]), scheme=SCHEME))
    written.extend(_a.category(term=xml_text(code), scheme=SCHEME) for code in codes)
    return written


def _version(details: Mapping[str, Any]) -> str:
    """As far as a source says it; none is made up."""
    versions = details.get("versions")
    return str(details.get("version", "")) or (
        f"v{len(versions)}" if isinstance(versions, list) and versions else ""
    )


def _links(entry: Entry, number: str, page: str) -> Iterable[Element]:
    yield _a.link(href=page, rel="alternate", type="text/html")
    pdf = entry.link("pdf") or (f"http://arxiv.org/pdf/{number}" if number else "")
    if pdf:
        yield _a.link(title="pdf", href=xml_text(pdf), rel="related", type="application/pdf")
    if doi := entry.identifier("doi"):
        yield _a.link(title="doi", href=xml_text(f"http://dx.doi.org/{doi}"), rel="related")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
