"""Records from the metadata formats of OAI-PMH repositories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from broadsheet.harvest import arxiv
from broadsheet.harvest.dates import UNDATED, Dated
from broadsheet.harvest.names import names_in, person, split_names
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.values import bounded
from broadsheet.harvest.xml_reading import text_of
from broadsheet.papers.identifiers import identifiers, is_web_address
from broadsheet.papers.precision import Precision
from broadsheet.papers.record import LinkKind, Record, RecordAuthor, RecordLink, Status
from broadsheet.papers.text import clean_line, clean_text

MAX_SOURCE_CHARS = 100
DC = "{http://purl.org/dc/elements/1.1/}"
_EMBARGO = re.compile(r"embargo", re.I)
_WITHDRAWN_SOURCE = "I"
"""arXivRaw's type of a version without files: the paper was withdrawn."""


@dataclass(frozen=True, slots=True)
class Header:
    identifier: str
    datestamp: str = ""
    sets: tuple[str, ...] = ()

    @property
    def local_part(self) -> str:
        """The part after the repository's name: `math/0309136` of `oai:arXiv.org:math/0309136`."""
        return self.identifier.split(":", 2)[-1]

    @property
    def source(self) -> str:
        parts = self.identifier.split(":", 2)
        repository = parts[1].lower() if len(parts) == 3 and parts[0] == "oai" else "oai"
        return arxiv.SOURCE if repository == "arxiv.org" else repository[:MAX_SOURCE_CHARS]


def arxiv_record(header: Header, metadata: etree._Element) -> Record:
    notes = Notes()

    def field_text(name: str) -> str:
        return notes.read("", text_of, metadata, f"{{*}}{name}").strip()

    return arxiv.record(
        field_text("id") or header.local_part,
        title=text_of(metadata, "{*}title").strip(),
        abstract=field_text("abstract"),
        authors=_arxiv_authors(metadata, notes),
        published=notes.date(field_text("created"), "created"),
        updated=notes.day(field_text("updated"), "updated"),
        fields=field_text("categories").split(),
        dois=field_text("doi"),
        details=_arxiv_details(
            field_text("journal-ref"), field_text("comments"), field_text("license"), field_text("report-no")
        )
        | {
            "msc_class": clean_line(field_text("msc-class")),
            "acm_class": clean_line(field_text("acm-class")),
        },
        notes=notes,
    )


def arxiv_raw_record(header: Header, metadata: etree._Element) -> Record:
    notes = Notes()

    def field_text(name: str) -> str:
        return notes.read("", text_of, metadata, f"{{*}}{name}").strip()

    versions = [
        {"version": version.get("version", ""), "created": text_of(version, "{*}date").strip()}
        | ({"source_type": kind} if (kind := text_of(version, "{*}source_type").strip()) else {})
        for version in metadata.iterfind("{*}version")
    ]
    withdrawn = bool(versions) and versions[-1].get("source_type") == _WITHDRAWN_SOURCE
    return arxiv.record(
        field_text("id") or header.local_part,
        title=text_of(metadata, "{*}title").strip(),
        abstract=field_text("abstract"),
        authors=[
            RecordAuthor(name)
            for name in notes.several(split_names, _without_affiliations(field_text("authors")))
        ],
        published=notes.date(versions[0]["created"] if versions else "", "version"),
        updated=notes.day(versions[-1]["created"] if versions else "", "version"),
        fields=field_text("categories").split(),
        dois=field_text("doi"),
        status=Status.WITHDRAWN if withdrawn else Status.ACTIVE,
        details=_arxiv_details(
            field_text("journal-ref"), field_text("comments"), field_text("license"), field_text("report-no")
        )
        | {"submitter": clean_line(field_text("submitter")), "versions": versions},
        notes=notes,
    )


def dublin_core_record(header: Header, metadata: etree._Element) -> Record:
    """Descriptions after the first are comments; the first date is the publication, the last the revision."""
    notes = Notes()
    titles, descriptions, dates = (_all(metadata, name) for name in ("title", "description", "date"))
    stated = _all(metadata, "identifier")
    authors = tuple(
        RecordAuthor(name)
        for stated_name in _all(metadata, "creator")
        for name in notes.several(names_in, stated_name)
    )
    published, updated = _dates(dates, notes)
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
            notes=notes,
        )
    return Record(
        source=header.source,
        key=header.identifier,
        title=clean_line(bounded(titles[0] if titles else "", "title")),
        abstract=notes.abstract(
            clean_text(notes.read("", bounded, max(descriptions, key=len, default=""), "description"))
        ),
        authors=notes.authors(authors),
        published=published.moment,
        published_precision=published.precision,
        updated=updated.moment,
        identifiers=identifiers(*stated, *_all(metadata, "relation")),
        links=_links(stated),
        details={
            name: found
            for name in ("subject", "publisher", "type", "language", "rights", "source")
            if (found := _all(metadata, name))
        },
        notes=tuple(notes),
    )


def _dates(stated: Sequence[str], notes: Notes) -> tuple[Dated, Dated]:
    """The earliest and, if known to the day, the latest of those that can be read. The end of an embargo is no date
    of the paper, and a year beside a day of that year is the same date, known less."""
    read = [notes.date(text, "date") for text in stated if not _EMBARGO.search(text)]
    known = [date for date in read if not any(date.contains(other) for other in read)]
    dated = sorted((date.moment, date) for date in known if date.moment)
    if not dated:
        return UNDATED, UNDATED
    first, last = dated[0][1], dated[-1][1]
    return first, last if last.moment != first.moment and last.precision is Precision.DAY else UNDATED


def _links(stated: list[str]) -> tuple[RecordLink, ...]:
    return tuple(
        RecordLink(LinkKind.PDF if url.lower().endswith(".pdf") else LinkKind.PAGE, url)
        for url in stated
        if is_web_address(url)
    )


def _arxiv_authors(metadata: etree._Element, notes: Notes) -> Iterator[RecordAuthor]:
    for author in metadata.iterfind("{*}authors/{*}author"):
        parts = (text_of(author, f"{{*}}{name}") for name in ("forenames", "keyname", "suffix"))
        affiliations = (clean_line(a.text or "") for a in author.iterfind("{*}affiliation"))
        if name := notes.read(
            "", person, " ".join(parts)
        ):  # arXiv splits "Kite Collaboration: A. Doe" at the colon
            yield RecordAuthor(name, "; ".join(filter(None, affiliations))[:500])


def _without_affiliations(authors: str) -> str:
    """`A. Smith (1), B. Jones (2) ((1) Here, (2) There)` as the names alone."""
    depth, outside = 0, []
    for character in authors:
        depth += character == "("
        if not depth:
            outside.append(character)
        depth -= character == ")" and depth > 0
    return "".join(outside)


def _arxiv_details(journal: str, comment: str, licence: str, report: str) -> dict[str, object]:
    return {
        "journal": clean_line(journal),
        "comment": clean_line(comment),
        "licence": licence,
        "report_number": clean_line(report),
    }


def _all(metadata: etree._Element, name: str) -> list[str]:
    return [text for found in metadata.iterfind(f"{DC}{name}") if (text := "".join(found.itertext()).strip())]
