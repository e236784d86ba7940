"""OAI-PMH answers, of arXiv (`arXiv`, `arXivRaw`, `oai_dc`) and of any other repository (`oai_dc`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree

from broadsheet.errors import RecordError
from broadsheet.harvest import oai_metadata
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.oai_metadata import Header
from broadsheet.harvest.reading import set_aside
from broadsheet.harvest.xml_reading import elements, name_of, root, text_of
from broadsheet.papers.identifiers import arxiv_number
from broadsheet.papers.record import Identifier, Record, Status

PRIORITY = 20
OAI = "{http://www.openarchives.org/OAI/2.0/}"
READERS: dict[str, Callable[[Header, etree._Element], Record]] = {
    "arXiv": oai_metadata.arxiv_record,
    "arXivRaw": oai_metadata.arxiv_raw_record,
    "dc": oai_metadata.dublin_core_record,
}


def detect(head: bytes, filename: str) -> bool:
    name, attributes = root(head)
    return name == "OAI-PMH" or (
        name in ("ListRecords", "GetRecord", "record") and "openarchives" in attributes
    )


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    for element in elements(file, f"{OAI}record", f"{OAI}error"):
        if isinstance(element, Rejected):
            yield element
        elif element.tag == f"{OAI}record":
            yield parse_record(element)
        elif element.get("code") != "noRecordsMatch":
            answer = f"{element.get('code')}: {element.text or ''}".strip()
            yield set_aside("answer", RecordError("An answer holds records", f"the repository says {answer}"))


def parse_record(element: etree._Element) -> Record | Rejected:
    """One `record` element of an OAI-PMH answer; a deleted one has the status deleted and no title."""
    identifier = name_of(element, f"{OAI}header/{OAI}identifier").strip()
    try:
        return _record(element, identifier)
    except RecordError as error:
        title = next((e.text or "" for e in element.iter() if str(e.tag).endswith("}title")), "")
        return set_aside(identifier or f"line {element.sourceline}", error, title)


def _record(element: etree._Element, identifier: str) -> Record:
    header = Header(
        identifier=identifier,
        datestamp=text_of(element, f"{OAI}header/{OAI}datestamp").strip(),
        sets=tuple((found.text or "").strip() for found in element.iterfind(f"{OAI}header/{OAI}setSpec")),
    )
    if not identifier:
        raise RecordError("An OAI-PMH record has an identifier", "none", "Report it to the repository.")
    stated = element.find(f"{OAI}header")
    if stated is not None and stated.get("status") == "deleted":
        return _deleted(header)
    metadata = next(element.iterfind(f"{OAI}metadata/*"), None)
    name = "" if metadata is None else etree.QName(metadata).localname  # some copies lost the namespace
    if metadata is None or name not in READERS:
        raise RecordError(
            "Metadata is arXiv, arXivRaw or oai_dc", name or "none", "Harvest with one of these prefixes."
        )
    return READERS[name](header, metadata)


def _deleted(header: Header) -> Record:
    number = arxiv_number(header.local_part)
    return Record(
        source=header.source,
        key=number or header.identifier,
        title="",
        identifiers=(Identifier("arxiv", number),) if number else (),
        status=Status.DELETED,
        details={"deleted": header.datestamp},
    )
