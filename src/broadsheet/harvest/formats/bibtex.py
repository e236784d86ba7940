"""BibTeX and BibLaTeX bibliographies."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import BinaryIO

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest.bibliography import Reference, brace_free
from broadsheet.harvest.bibtex_library import Shared
from broadsheet.harvest.bibtex_names import names_of
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.line_chunks import line_chunks, refuse_undecoded
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.papers.identifiers import with_archive
from broadsheet.papers.record import Record

PRIORITY = 50
SOURCE = "bibtex"
_SIGN = re.compile(r"^[ \t]*@(?:[a-zA-Z]{3,20})[ \t]*[{(][ \t\n]*(?:[^\s,{}()\"=]+[ \t\n]*)?[,=]", re.M)
_BLOCK = re.compile(
    r"\s*@\s*(?:(?:string|preamble|comment)\b|[a-zA-Z]+\s*[{(]\s*(?:[^\s,={}()\"]+\s*)?(?:,|$))", re.I
)
_NO_BLOCK = re.compile(
    r"^([ \t]*)@(?!string\b|preamble\b|comment\b)(?=\w+[ \t]*[{(]\s*(?:[^\s,={}()]+(?:[})]|[ \t]+[^\s,={}()]+[\w \t]*[,})])))",
    re.M | re.I,
)
"""An `@` at the beginning of a line that begins no entry: a key of several words, or no fields."""
_HIDING = "\ue000"
CHUNK_CHARS = 64 << 10
MAX_WAITING = 10_000
_NO_PAPER = frozenset(("string", "preamble", "comment", "set", "xdata"))
_DETAILS = (
    "journal",
    "journaltitle",
    "booktitle",
    "volume",
    "number",
    "pages",
    "publisher",
    "school",
    "series",
)
_WITH_WORDS = (
    "journal",
    "journaltitle",
    "note",
    "howpublished",
    "annote",
    "addendum",
    "pubstate",
    "number",
    "eid",
)


def detect(head: bytes, filename: str) -> bool:
    text = head_text(head)
    return not text.lstrip().startswith(("<", "{", "[")) and bool(_SIGN.search(text))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    """Read the file in chunks. An entry that needs a macro or parent from further on is held back until that is read."""
    shared, waiting = Shared(), list[tuple[Entry, int]]()
    for chunk in line_chunks(file, _BLOCK, CHUNK_CHARS):
        if isinstance(chunk, Rejected):
            yield chunk
            continue
        library = _parse(chunk.text)
        shared.define(_strings(library))
        found = list(_of_library(library, chunk.line - 1))
        for item in found:
            if not isinstance(item, Rejected):
                shared.remember(item[0])
        for item in found:
            if isinstance(item, Rejected):
                yield item
                continue
            entry_fields, is_open = shared.whole(item[0])
            if is_open and len(waiting) < MAX_WAITING:
                waiting.append(item)
            elif item[0].entry_type.lower() not in _NO_PAPER:
                yield _parsed(*item, entry_fields)
    for entry, line in waiting:
        if entry.entry_type.lower() not in _NO_PAPER:
            yield _parsed(entry, line, shared.whole(entry)[0])


def _of_library(library: Library, lines_before: int) -> Iterator[tuple[Entry, int] | Rejected]:
    for block in library.blocks:
        line = lines_before + (block.start_line or 0) + 1
        entry = _unwrapped(block)
        if isinstance(entry, Entry):
            yield entry, line
        elif not isinstance(entry, String) and isinstance(block, ParsingFailedBlock):
            yield _failed(block, line)


def _parse(text: str) -> Library:
    # What fails is in the library and is set aside; a warning beside it says nothing new.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    return parse_string(_NO_BLOCK.sub(rf"\1{_HIDING}@", text), parse_stack=[])


def _strings(library: Library) -> Iterator[String]:
    return (string for block in library.blocks if isinstance(string := _unwrapped(block), String))


def _unwrapped(block: Block) -> Block | None:
    """Citation keys, macros and fields may be doubled; the entry is there all the same."""
    inner: Block | None = block
    while isinstance(inner, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = inner.ignore_error_block
    return inner


def _parsed(entry: Entry, line: int, entry_fields: dict[str, str]) -> Record | Rejected:
    entry_fields = {name: text.replace(_HIDING, "") for name, text in entry_fields.items()}
    try:
        refuse_undecoded(" ".join(entry_fields.values()))
        return _reference(entry, entry_fields).record(SOURCE)
    except RecordError as error:
        return set_aside(f"line {line}", error, f"@{entry.entry_type} {entry.key}")


def _reference(entry: Entry, entry_fields: dict[str, str]) -> Reference:
    field, notes = entry_fields.get("eprintclass") or entry_fields.get("primaryclass", ""), Notes()
    return Reference(
        label=entry.key,
        title=brace_free(
            " ".join(filter(None, (entry_fields.get("title", ""), entry_fields.get("subtitle", ""))))
        ),
        abstract=brace_free(entry_fields.get("abstract", "")),
        authors=notes.several(names_of, entry_fields.get("author", "") or entry_fields.get("editor", "")),
        dates=[entry_fields.get("date", "")],
        year=brace_free(entry_fields.get("year", "")),
        month=entry_fields.get("month", ""),
        day=entry_fields.get("day", ""),
        names=[
            _eprint(entry_fields, field),
            entry_fields.get("doi", ""),
            entry_fields.get("url", ""),
            entry_fields["volume"]
            if entry_fields.get("volume", "").lower().startswith(("abs/", "arxiv"))
            else "",
            f"pmid:{entry_fields['pmid']}" if entry_fields.get("pmid", "").isdecimal() else "",
        ],
        texts=[entry_fields[name] for name in _WITH_WORDS if entry_fields.get(name)],
        url=entry_fields.get("url", ""),
        fields=[field] if field else (),
        keywords=re.split(r"[,;]", brace_free(entry_fields.get("keywords", ""))),
        details={name: brace_free(entry_fields[name]) for name in _DETAILS if entry_fields.get(name)}
        | {"type": entry.entry_type},
        notes=notes,
    )


def _eprint(entry_fields: dict[str, str], field: str) -> str:
    """The number of arXiv in `eprint`; of another archive it is a number of its own."""
    archive = (entry_fields.get("archiveprefix") or entry_fields.get("eprinttype") or "arxiv").strip().lower()
    stated = entry_fields.get("eprint", "").strip()
    return with_archive(stated, field) if stated and archive == "arxiv" else ""


def _failed(block: Block, line: int) -> Rejected:
    error = getattr(block, "error", None)
    reason = getattr(error, "abort_reason", "") or str(error or "") or "it breaks off"
    rule = InputError("An entry is whole BibTeX", " ".join(reason.split()), "Correct it and import again.")
    return set_aside(f"line {line}", rule, block.raw or "")
