"""Records from the metadata formats that OAI-PMH repositories send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from broadsheet.harvest import arxiv
from broadsheet.harvest.dates import moment
from broadsheet.harvest.values import bounded, person, split_names, upright
from broadsheet.harvest.xml_reading import text_of
from broadsheet.papers.identifiers import identifiers, is_web_address
from broadsheet.papers.record import LinkKind, Record, RecordAuthor, RecordLink, Status
from broadsheet.papers.text import clean_line, clean_text

MAX_SOURCE_CHARS = 100
DC = "{http://purl.org/dc/elements/1.1/}"
_WITHDRAWN_SOURCE = "I"
"""arXivRaw's type of a version without files: the paper was withdrawn."""


@dataclass(frozen=True, slots=True)
class Header:
    identifier: str
    datestamp: str = ""
    sets: tuple[str, ...] = ()

    @property
    def local_part(self) -> str:
        """Of `oai:arXiv.org:math/0309136` what follows the repository."""
        return self.identifier.split(":", 2)[-1]

    @property
    def source(self) -> str:
        parts = self.identifier.split(":", 2)
        repository = parts[1].lower() if len(parts) == 3 and parts[0] == "oai" else "oai"
        return arxiv.SOURCE if repository == "arxiv.org" else repository[:MAX_SOURCE_CHARS]


def arxiv_record(header: Header, metadata: etree._Element) -> Record:
    def said(name: str) -> str:
        return text_of(metadata, f"{{*}}{name}").strip()

    return arxiv.record(
        said("id") or header.local_part,
        title=said("title"),
        abstract=said("abstract"),
        authors=tuple(_arxiv_authors(metadata)),
        published=moment(said("created"), "created"),
        updated=moment(said("updated"), "updated"),
        fields=said("categories").split(),
        dois=said("doi"),
        details=_arxiv_details(said("journal-ref"), said("comments"), said("license"), said("report-no"))
        | {"msc_class": clean_line(said("msc-class")), "acm_class": clean_line(said("acm-class"))},
    )


def arxiv_raw_record(header: Header, metadata: etree._Element) -> Record:
    def said(name: str) -> str:
        return text_of(metadata, f"{{*}}{name}").strip()

    versions = [
        {"version": version.get("version", ""), "created": text_of(version, "{*}date").strip()}
        | ({"source_type": kind} if (kind := text_of(version, "{*}source_type").strip()) else {})
        for version in metadata.iterfind("{*}version")
    ]
    withdrawn = bool(versions) and versions[-1].get("source_type") == _WITHDRAWN_SOURCE
    return arxiv.record(
        said("id") or header.local_part,
        title=said("title"),
        abstract=said("abstract"),
        authors=tuple(RecordAuthor(name) for name in split_names(_without_affiliations(said("authors")))),
        published=moment(versions[0]["created"] if versions else "", "version"),
        updated=moment(versions[-1]["created"] if versions else "", "version"),
        fields=said("categories").split(),
        dois=said("doi"),
        status=Status.WITHDRAWN if withdrawn else Status.ACTIVE,
        details=_arxiv_details(said("journal-ref"), said("comments"), said("license"), said("report-no"))
        | {"submitter": clean_line(said("submitter")), "versions": versions},
    )


def dublin_core_record(header: Header, metadata: etree._Element) -> Record:
    """Descriptions after the first are comments; the first date is the publication, the last the revision."""
    titles, descriptions, dates = (_all(metadata, name) for name in ("title", "description", "date"))
    stated = _all(metadata, "identifier")
    authors = tuple(
        RecordAuthor(name)
        for stated_name in _all(metadata, "creator")
        if (name := person(upright(stated_name)))
    )
    published = moment(min(dates), "date") if dates else None
    updated = moment(max(dates), "date") if len(dates) > 1 else None
    if header.source == arxiv.SOURCE:
        return arxiv.record(
            header.local_part,
            title=titles[0] if titles else "",
            abstract=descriptions[0] if descriptions else "",
            authors=authors,
            published=published,
            updated=updated,
            dois=" ".join(text.removeprefix("doi:") for text in stated if text.startswith("doi:")),
            details={
                "comment": clean_line("; ".join(text.removeprefix("Comment:") for text in descriptions[1:])),
                "subjects": _all(metadata, "subject"),
            },
        )
    return Record(
        source=header.source,
        key=header.identifier,
        title=clean_line(bounded(titles[0] if titles else "", "title")),
        abstract=clean_text(bounded(max(descriptions, key=len, default=""), "description")),
        authors=authors,
        published=published,
        updated=updated,
        identifiers=identifiers(*stated, *_all(metadata, "relation")),
        links=_links(stated),
        details={
            name: found
            for name in ("subject", "publisher", "type", "language", "rights", "source")
            if (found := _all(metadata, name))
        },
    )


def _links(stated: list[str]) -> tuple[RecordLink, ...]:
    return tuple(
        RecordLink(LinkKind.PDF if url.lower().endswith(".pdf") else LinkKind.PAGE, url)
        for url in stated
        if is_web_address(url)
    )


def _arxiv_authors(metadata: etree._Element) -> Iterator[RecordAuthor]:
    for author in metadata.iterfind("{*}authors/{*}author"):
        parts = (text_of(author, f"{{*}}{name}") for name in ("forenames", "keyname", "suffix"))
        name = person(" ".join(parts))
        affiliations = (clean_line(a.text or "") for a in author.iterfind("{*}affiliation"))
        if name and name != ":":  # "Keck Array, BICEP2 Collaborations: P. Ade, …" is split at the colon
            yield RecordAuthor(name, "; ".join(filter(None, affiliations))[:500])


def _without_affiliations(authors: str) -> str:
    """`A. Smith (1), B. Jones (2) ((1) Here, (2) There)` as the names alone."""
    depth, kept = 0, []
    for character in authors:
        depth += character == "("
        if not depth:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return "".join(kept)


def _arxiv_details(journal: str, comment: str, licence: str, report: str) -> dict[str, object]:
    return {
        "journal": clean_line(journal),
        "comment": clean_line(comment),
        "licence": licence,
        "report_number": clean_line(report),
    }


def _all(metadata: etree._Element, name: str) -> list[str]:
    return [text for found in metadata.iterfind(f"{DC}{name}") if (text := "".join(found.itertext()).strip())]
