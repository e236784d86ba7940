"""A paper in the two formats: unqualified Dublin Core, and arXiv's own for papers that are on arXiv."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree
from lxml.builder import ElementMaker

from broadsheet.api.citations.people import person
from broadsheet.api.xml_text import xml_text
from broadsheet.listing.entries import Entry

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
ARXIV = "http://arxiv.org/OAI/arXiv/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LOCATION = f"{{{XSI}}}schemaLocation"

_dc = ElementMaker(namespace=DC)
_arxiv = ElementMaker(namespace=ARXIV)


class Format(NamedTuple):
    prefix: str
    schema: str
    namespace: str
    write: Callable[[Entry, str], etree._Element]
    """From a paper and the address of this service."""


def dublin_core(entry: Entry, base: str) -> etree._Element:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(LOCATION, f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    values = [
        ("title", [entry.title]),
        ("creator", [person(name).inverted for name in entry.authors]),
        ("subject", [name or code for code, name in entry.fields]),
        ("description", [entry.abstract or entry.paper.summary]),
        ("date", [entry.paper.published_iso]),
        ("type", ["text"]),
        ("identifier", [base + entry.url, *_addresses(entry)]),
        ("relation", entry.code_urls),
    ]
    for name, texts in values:
        root.extend(_dc(name, xml_text(text)) for text in dict.fromkeys(texts) if text)
    return root


def arxiv(entry: Entry, base: str) -> etree._Element:
    root = etree.Element(f"{{{ARXIV}}}arXiv", nsmap={None: ARXIV, "xsi": XSI})
    root.set(LOCATION, f"{ARXIV} http://arxiv.org/OAI/arXiv.xsd")
    paper, details = entry.paper, entry.details
    root.append(_arxiv("id", entry.identifier("arxiv")))
    if paper.published:
        root.append(_arxiv("created", f"{paper.published:%Y-%m-%d}"))
    if paper.updated:
        root.append(_arxiv("updated", f"{paper.updated:%Y-%m-%d}"))
    root.append(_arxiv("authors", *_authors(entry)))
    texts = {
        "title": paper.title,
        "categories": " ".join(code for code, _ in entry.fields),
        "comments": details.get("comment", ""),
        "report-no": details.get("report_number", ""),
        "journal-ref": details.get("journal", "") or details.get("journal_ref", ""),
        "doi": entry.identifier("doi"),
        "license": details.get("licence", ""),
        "abstract": paper.abstract,
    }
    root.extend(_arxiv(name, xml_text(str(text))) for name, text in texts.items() if text)
    return root


FORMATS = {
    form.prefix: form
    for form in (
        Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, dublin_core),
        Format("arXiv", "http://arxiv.org/OAI/arXiv.xsd", ARXIV, arxiv),
    )
}


def _authors(entry: Entry) -> list[etree._Element]:
    return [
        _arxiv("author", *_parts(name, affiliation))
        for name, affiliation in zip(entry.authors, entry.affiliations, strict=True)
    ]


def _parts(name: str, affiliation: str) -> list[etree._Element]:
    parts = person(name)
    texts = {
        "keyname": parts.last,
        "forenames": parts.given,
        "suffix": parts.suffix,
        "affiliation": affiliation,
    }
    return [_arxiv(tag, xml_text(text)) for tag, text in texts.items() if text]


def _addresses(entry: Entry) -> list[str]:
    known = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/", "acl": "https://aclanthology.org/"}
    return [known[scheme] + value for scheme, value in entry.identifiers if scheme in known]
