"""RIS, as EndNote, Zotero, Mendeley and RefWorks read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from rispy import RisWriter

from broadsheet.api.citations.work import Work
from broadsheet.papers.precision import Precision, iso


class Writer(RisWriter):  # type: ignore[misc]
    def set_header(self, count: int) -> str:
        """No numbers between references: not everyone who reads RIS expects them."""
        return ""


def ris(works: Iterable[Work]) -> str:
    return str(Writer().formats([_reference(work) for work in works]))


def _reference(work: Work) -> dict[str, Any]:
    venue, day = work.venue, work.appeared
    reference: dict[str, Any] = {
        "type_of_reference": "JOUR" if venue.journal else "CPAPER" if venue.proceedings else "UNPB",
        "id": work.key,
        "title": work.title,
        "authors": [person.inverted for person in work.people],
        "year": str(day.year) if day else "",
        "date": _date(day, work.appeared_to) if day else "",
        "journal_name": venue.journal,
        "secondary_title": venue.proceedings,
        "volume": venue.volume,
        "number": venue.number,
        "start_page": venue.first_page,
        "end_page": venue.last_page,
        "publisher": venue.publisher or ("arXiv" if work.arxiv and not venue.journal else ""),
        "doi": work.doi,
        "accession_number": f"arXiv:{work.arxiv}" if work.arxiv else "",
        "urls": [work.address] if work.address else [],
        "file_attachments1": work.pdf,
        "notes": [venue.as_printed] if venue.as_printed else [],
        "keywords": work.keywords,
        "abstract": work.entry.abstract,
    }
    return {name: _one_line(value) for name, value in reference.items() if value}


def _date(day: date, precision: Precision) -> str:
    """`YYYY/MM/DD/`, of which unknown parts are empty."""
    known = iso(day, precision, separator="/")
    return known + "/" * (3 - known.count("/"))


def _one_line(value: Any) -> Any:
    """A line is a field: text with paragraphs would end it."""
    if isinstance(value, list):
        return [_one_line(each) for each in value]
    return " ".join(value.split())
