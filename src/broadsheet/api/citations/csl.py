"""CSL-JSON: the items that citeproc, Zotero, Pandoc and Quarto read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from broadsheet.api.citations.people import Person
from broadsheet.api.citations.work import Work
from broadsheet.papers.precision import parts


def csl(works: Iterable[Work]) -> list[dict[str, Any]]:
    return [_item(work) for work in works]


def _item(work: Work) -> dict[str, Any]:
    venue = work.venue
    kind = "article-journal" if venue.journal else "paper-conference" if venue.proceedings else "article"
    day = work.appeared
    item: dict[str, Any] = {
        "id": work.key,
        "type": kind,
        "title": work.title,
        "author": [_name(person) for person in work.people],
        "issued": {"date-parts": [list(parts(day, work.appeared_to))]} if day else None,
        "container-title": venue.journal or venue.proceedings,
        "volume": venue.volume,
        "issue": venue.number,
        "page": venue.pages,
        "publisher": venue.publisher or ("arXiv" if kind == "article" and work.arxiv else ""),
        "genre": "Preprint" if kind == "article" and work.arxiv else "",
        "number": f"arXiv:{work.arxiv}" if kind == "article" and work.arxiv else "",
        "DOI": work.doi,
        "URL": work.address,
        "note": venue.as_printed,
        "abstract": work.entry.abstract,
        "keyword": ", ".join(work.keywords),
    }
    return {name: value for name, value in item.items() if value}


def _name(person: Person) -> dict[str, str]:
    if not person.given:
        return {"literal": person.last}
    parts = {
        "family": person.family,
        "given": person.given,
        "non-dropping-particle": person.particle,
        "suffix": person.suffix,
    }
    return {name: value for name, value in parts.items() if value}
