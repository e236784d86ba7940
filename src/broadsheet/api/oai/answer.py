"""Answers to the six verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from lxml import etree
from lxml.builder import ElementMaker

from broadsheet import config
from broadsheet.api import keyset
from broadsheet.api.oai import listing, names
from broadsheet.api.oai.arguments import Request
from broadsheet.api.oai.errors import OaiError
from broadsheet.api.oai.metadata import FORMATS, LOCATION, XSI, Format
from broadsheet.api.xml_text import xml_text
from broadsheet.errors import InputError
from broadsheet.listing.entries import entries_of
from broadsheet.papers.models import Field, Paper, Revision

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
SETS_AT_ONCE = 500
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"

_e = ElementMaker(namespace=OAI, nsmap={None: OAI})
Element: TypeAlias = Any


def document(request: Request | None, body: Sequence[Element], address: str, now: datetime) -> bytes:
    """The whole answer; without a request where it could not be understood."""
    echo = _e.request(address)
    if request is not None:
        echo.set("verb", request.verb)
        for name, value in request.arguments.items():
            echo.set(name, xml_text(value))
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(LOCATION, f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    root.extend([_e.responseDate(utc(now)), echo, *body])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def error(condition: OaiError) -> Element:
    return _e.error(xml_text(str(condition)), code=condition.code)


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def identify(request: Request, base: str) -> Element:
    first = Revision.objects.order_by("number").first()
    contact = config.read("CONTACT")
    return _e.Identify(
        _e.repositoryName("Broadsheet"),
        _e.baseURL(f"{base}/oai"),
        _e.protocolVersion("2.0"),
        _e.adminEmail(contact if "@" in contact else f"nobody@{names.namespace()}"),
        _e.earliestDatestamp(utc(first.at) if first else "1970-01-01T00:00:00Z"),
        _e.deletedRecord("persistent"),
        _e.granularity(GRANULARITY),
        _e.compression("gzip"),
        _e.description(_oai_identifier()),
    )


def list_formats(request: Request, base: str) -> Element:
    paper = _paper(request.get("identifier")) if request.get("identifier") else None
    forms = [form for form in FORMATS.values() if paper is None or _has(paper, form)]
    return _e.ListMetadataFormats(
        *(
            _e.metadataFormat(
                _e.metadataPrefix(form.prefix), _e.schema(form.schema), _e.metadataNamespace(form.namespace)
            )
            for form in forms
        )
    )


def list_sets(request: Request, base: str) -> Element:
    """Fields, which have no hierarchy."""
    last = _last_set(request.get("resumptionToken"))
    fields = list(Field.objects.filter(code__gt=last).order_by("code")[: SETS_AT_ONCE + 1])
    if not fields:
        raise OaiError("noSetHierarchy", "There are no sets: no paper here has a field")
    shown = fields[:SETS_AT_ONCE]
    rows = [
        _e.set(_e.setSpec(names.set_spec(row.code)), _e.setName(xml_text(row.name or row.code)))
        for row in shown
    ]
    if len(fields) > len(shown):
        rows.append(_e.resumptionToken(keyset.encode("oai-sets", shown[-1].code)))
    elif last:
        rows.append(_e.resumptionToken())
    return _e.ListSets(*rows)


def get_record(request: Request, base: str) -> Element:
    form = _format(request.get("metadataPrefix"))
    paper = _paper(request.get("identifier"))
    if not listing.is_gone(paper) and not _has(paper, form):
        raise _cannot(form.prefix)
    (record,) = _records([paper], form, base)
    return _e.GetRecord(record)


def list_identifiers(request: Request, base: str) -> Element:
    return _listed(request, base, lambda papers, form: _headers(papers))


def list_records(request: Request, base: str) -> Element:
    return _listed(request, base, lambda papers, form: _records(papers, form, base))


ANSWERS: dict[str, Callable[[Request, str], Element]] = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}


def _listed(
    request: Request, base: str, rows: Callable[[Sequence[Paper], Format], Iterator[Element]]
) -> Element:
    if not request.get("resumptionToken"):
        _format(request.get("metadataPrefix"))
    page = listing.page_of(listing.place_of(request))
    answer = etree.Element(f"{{{OAI}}}{request.verb}", nsmap={None: OAI})
    answer.extend(rows(page.papers, FORMATS[page.place.prefix]))
    if page.after or page.place.delivered:
        token = _e.resumptionToken(page.after.token if page.after else "", cursor=str(page.place.delivered))
        if page.place.size:
            token.set("completeListSize", str(max(page.place.size, page.place.delivered + len(page.papers))))
        answer.append(token)
    return answer


def _headers(papers: Sequence[Paper]) -> Iterator[Element]:
    stamps = listing.datestamps(papers)
    fields = {entry.paper.id: entry.fields for entry in entries_of(papers)}
    for paper in papers:
        yield _header(paper, fields[paper.id], stamps[paper.revision])


def _records(papers: Sequence[Paper], form: Format, base: str) -> Iterator[Element]:
    stamps = listing.datestamps(papers)
    for entry in entries_of(papers):
        header = _header(entry.paper, entry.fields, stamps[entry.paper.revision])
        gone = listing.is_gone(entry.paper)
        yield _e.record(header) if gone else _e.record(header, _e.metadata(form.write(entry, base)))


def _header(paper: Paper, fields: Sequence[tuple[str, str]], changed: datetime) -> Element:
    header = _e.header(_e.identifier(names.identifier(paper.id)), _e.datestamp(utc(changed)))
    header.extend(_e.setSpec(names.set_spec(code)) for code, _ in fields)
    if listing.is_gone(paper):
        header.set("status", "deleted")
    return header


def _paper(identifier: str) -> Paper:
    number = names.paper_id(identifier)
    paper = Paper.objects.filter(id=number).first() if number is not None else None
    if paper is None:
        raise OaiError("idDoesNotExist", "No item has this identifier", identifier)
    return paper


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise _cannot(prefix)
    return FORMATS[prefix]


def _cannot(prefix: str) -> OaiError:
    return OaiError("cannotDisseminateFormat", f"Records are written as {' or '.join(FORMATS)}", prefix)


def _has(paper: Paper, form: Format) -> bool:
    return form.prefix == "oai_dc" or paper.identifiers.filter(scheme="arxiv").exists()


def _last_set(token: str) -> str:
    if not token:
        return ""
    try:
        (last,) = keyset.decode(token, "oai-sets", str)
    except InputError as error_:
        raise OaiError(
            "badResumptionToken", "A resumptionToken is one that the answer before gave"
        ) from error_
    return str(last)


def _oai_identifier() -> Element:
    described = etree.Element(f"{{{OAI_IDENTIFIER}}}oai-identifier", nsmap={None: OAI_IDENTIFIER, "xsi": XSI})
    described.set(LOCATION, f"{OAI_IDENTIFIER} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd")
    maker = ElementMaker(namespace=OAI_IDENTIFIER)
    described.extend(
        [
            maker.scheme("oai"),
            maker.repositoryIdentifier(names.namespace()),
            maker.delimiter(":"),
            maker.sampleIdentifier(names.identifier(1)),
        ]
    )
    return described
