"""RIS bibliographies, as reference managers and publishers export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import rispy

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest.bibliography import Reference
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.line_chunks import line_chunks, refuse_undecoded
from broadsheet.harvest.names import names_in
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.harvest.ris_lines import START, Block, Field, blocks, in_order
from broadsheet.papers.record import Record

PRIORITY = 50
SOURCE = "ris"
_START = re.compile(rf"^{START.pattern}", re.M)
_TITLE_TAGS = frozenset(("TI", "T1", "TT", "ST", "CT", "BT"))
_TITLES = ("title", "primary_title", "translated_title", "short_title")
_ABSTRACTS = ("abstract", "notes_abstract")
_DETAILS = {
    "journal": ("journal_name", "secondary_title", "alternate_title3", "alternate_title1"),
    "volume": ("volume",),
    "number": ("number",),
    "publisher": ("publisher",),
    "type": ("type_of_reference",),
}
_IDENTIFIED = (
    "accession_number",
    "note",
    "notes",
    "research_notes",
    "notes_abstract",
    "label",
    "call_number",
)
"""Tags in which reference managers put identifiers that RIS has no tag for."""
_OTHER_INFORMATION = re.compile(r"(\d{4})(?:/(\d{1,2})?)?(?:/(\d{1,2})?)?(?:/.*)?", re.S | re.ASCII)


def detect(head: bytes, filename: str) -> bool:
    text = head_text(head)
    return bool(_START.search(text)) and not text.lstrip().startswith(("<", "{", "[", "@"))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    """One reference at a time, so that a broken one does not take the others along."""
    before: list[Field] = []
    for chunk in line_chunks(file, START, chars=1):
        if isinstance(chunk, Rejected):
            yield chunk
            continue
        found = list(blocks(chunk.text.split("\n"), chunk.line))
        for block in found:
            if block.has_type:
                yield _parsed(Block(block.line, [*block.fields, *before]))
                before = []
            else:
                before = block.fields
    if any(field.tag in _TITLE_TAGS for field in before):
        yield _parsed(Block(1, [Field("TY", ["GEN"]), *before]))


def _parsed(block: Block) -> Record | Rejected:
    text, locator = in_order(block.fields), f"line {block.line}"
    try:
        refuse_undecoded(text)
        found = rispy.loads(text)
        if len(found) != 1:
            raise RecordError("A reference begins with TY and ends with ER", f"{len(found)} references")
        return _reference(found[0]).record(SOURCE)
    except RecordError as error:
        return set_aside(locator, error, text)
    except (rispy.parser.ParseError, ValueError, KeyError) as error:
        rule = InputError("A reference is whole RIS", str(error), "Correct it and import the file again.")
        return set_aside(locator, rule, text)


def _reference(entry_fields: dict[str, Any]) -> Reference:
    notes = Notes()
    urls = [
        url for key in ("urls", "url", "link1", "file_attachments1") for url in _all(entry_fields.get(key))
    ]
    stated = [text for key in _IDENTIFIED for text in _all(entry_fields.get(key))]
    pages = [_one(entry_fields, "start_page"), _one(entry_fields, "end_page")]
    return Reference(
        title=_one(entry_fields, *_TITLES),
        abstract=_one(entry_fields, *_ABSTRACTS),
        authors=[
            name
            for key in ("first_authors", "authors")
            for text in _all(entry_fields.get(key))
            for name in notes.several(names_in, text)
        ],
        dates=[
            _date(text)
            for key in ("date", "publication_year", "year")
            for text in _all(entry_fields.get(key))
        ],
        names=[
            _one(entry_fields, "doi"),
            *urls,
            _one(entry_fields, "volume") if _one(entry_fields, "volume").startswith("abs/") else "",
        ],
        texts=[*stated, _one(entry_fields, *_DETAILS["journal"])],
        url=next((url for url in urls if not url.lower().endswith(".pdf")), ""),
        pdf=next((url for url in urls if url.lower().endswith(".pdf")), ""),
        keywords=_all(entry_fields.get("keywords")),
        details={name: _one(entry_fields, *keys) for name, keys in _DETAILS.items()}
        | {"pages": "-".join(filter(None, pages))},
        notes=notes,
    )


def _date(stated: str) -> str:
    """`YYYY/MM/DD/other information`, of which any part may be empty."""
    found = _OTHER_INFORMATION.fullmatch(stated.strip())
    return "-".join(filter(None, found.groups())) if found else stated.strip("/ ")


def _one(entry_fields: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys for text in _all(entry_fields.get(key)) if text.strip()), "")


def _all(value: Any) -> list[str]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return [value] if isinstance(value, str) else []
