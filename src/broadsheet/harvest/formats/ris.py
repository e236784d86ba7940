"""RIS bibliographies, as reference managers and publishers export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import rispy

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest.bibliography import Reference
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.harvest.stretches import stretches
from broadsheet.harvest.values import person, upright
from broadsheet.papers.record import Record

PRIORITY = 50
SOURCE = "ris"
_START = re.compile(r"^TY\s{1,3}-", re.M)
_TAG = re.compile(r"^([A-Z][A-Z0-9])[ \t]+-[ \t]?", re.M)
_END = re.compile(r"^ER  - *", re.M)
_TITLES = ("title", "primary_title", "translated_title", "short_title")
_ABSTRACTS = ("abstract", "notes_abstract")
_DETAILS = {
    "journal": ("journal_name", "secondary_title", "alternate_title3", "alternate_title1"),
    "volume": ("volume",),
    "number": ("number",),
    "publisher": ("publisher",),
    "type": ("type_of_reference",),
}


def detect(head: bytes, filename: str) -> bool:
    text = head_text(head)
    return bool(_START.search(text)) and not text.lstrip().startswith(("<", "{", "[", "@"))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    """One reference at a time, so that a broken one does not take the others along."""
    for stretch in stretches(file, _START, chars=1):
        if isinstance(stretch, Rejected):
            yield stretch
        elif _START.match(stretch.text):
            yield _parsed(stretch.text, stretch.line)


def _parsed(block: str, line: int) -> Record | Rejected:
    block = _TAG.sub(r"\1  - ", block.rstrip())
    if not _END.search(block):
        block += "\nER  - "
    try:
        found = rispy.loads(block)
        if len(found) != 1:
            raise RecordError("A reference begins with TY and ends with ER", f"{len(found)} references")
        return _reference(found[0]).record(SOURCE)
    except RecordError as error:
        return set_aside(f"line {line}", error, block)
    except (rispy.parser.ParseError, ValueError, KeyError) as error:
        rule = InputError("A reference is whole RIS", str(error), "Correct it and import the file again.")
        return set_aside(f"line {line}", rule, block)


def _reference(said: dict[str, Any]) -> Reference:
    urls = [url for key in ("urls", "url", "link1", "file_attachments1") for url in _all(said.get(key))]
    pages = [_one(said, "start_page"), _one(said, "end_page")]
    return Reference(
        title=_one(said, *_TITLES),
        abstract=_one(said, *_ABSTRACTS),
        authors=[
            name
            for stated in _all(said.get("authors") or said.get("first_authors"))
            if (name := _name(stated))
        ],
        date=_one(said, "date").strip("/ "),
        year=_one(said, "year", "publication_year").strip("/ "),
        names=[_one(said, "doi"), *urls, *re.findall(r"arXiv:\S+", _one(said, *_DETAILS["journal"]))],
        url=next((url for url in urls if not url.lower().endswith(".pdf")), ""),
        pdf=next((url for url in urls if url.lower().endswith(".pdf")), ""),
        keywords=_all(said.get("keywords")),
        details={name: _one(said, *keys) for name, keys in _DETAILS.items()}
        | {"pages": "-".join(filter(None, pages))},
    )


def _name(stated: str) -> str:
    return person(upright(stated))


def _one(said: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys for text in _all(said.get(key)) if text.strip()), "")


def _all(value: Any) -> list[str]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return [value] if isinstance(value, str) else []
