"""BibTeX and BibLaTeX bibliographies."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import BinaryIO

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import (
    RemoveEnclosingMiddleware,
    ResolveStringReferencesMiddleware,
)
from bibtexparser.middlewares.middleware import Middleware
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
)

from broadsheet.errors import InputError, RecordError
from broadsheet.harvest.bibliography import Reference, brace_free, names_of
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.reading import head_text, set_aside
from broadsheet.harvest.stretches import stretches
from broadsheet.papers.record import Record

PRIORITY = 50
SOURCE = "bibtex"
_SIGN = re.compile(r"^[ \t]*@(?:[a-zA-Z]{3,20})[ \t]*[{(][ \t\n]*(?:[^\s,{}()\"=]+[ \t\n]*)?[,=]", re.M)
_BLOCK = re.compile(r"\s*@\s*[a-zA-Z]+\s*[{(]")
STRETCH_CHARS = 64 << 10
MAX_MACRO_CHARS = 64 << 10
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


def detect(head: bytes, filename: str) -> bool:
    text = head_text(head)
    return not text.lstrip().startswith(("<", "{", "[")) and bool(_SIGN.search(text))


def read(file: BinaryIO, filename: str) -> Iterator[Record | Rejected]:
    """A stretch at a time; the abbreviations that one stretch defines hold in those after it."""
    macros = ""
    for stretch in stretches(file, _BLOCK, STRETCH_CHARS):
        if isinstance(stretch, Rejected):
            yield stretch
            continue
        library = _parse(f"{macros}\n{stretch.text}")
        yield from _of_library(library, stretch.line - macros.count("\n") - 1)
        macros = _macros(library)


def _macros(library: Library) -> str:
    """The definitions as they are written, the first ones if they are too many: none is cut in two."""
    raws = [string.raw for string in library.strings if string.raw]
    ends = accumulate(len(raw) + 1 for raw in raws)
    return "\n".join(raw for raw, end in zip(raws, ends, strict=True) if end <= MAX_MACRO_CHARS)


def _of_library(library: Library, lines_before: int) -> Iterator[Record | Rejected]:
    doubled = _doubled_entries(library)
    for block in library.blocks:
        line = lines_before + (block.start_line or 0) + 1
        entry = block if isinstance(block, Entry) else doubled.get(id(block))
        if entry is not None and entry.entry_type.lower() not in _NO_PAPER:
            yield _parsed(entry, line)
        elif entry is None and isinstance(block, ParsingFailedBlock):
            yield _failed(block, line)


def _parse(text: str) -> Library:
    # What fails is in the library and is set aside; a warning beside it says nothing new.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    return parse_string(text, parse_stack=_middleware())


def _middleware() -> list[Middleware]:
    return [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]


def _doubled_entries(library: Library) -> dict[int, Entry]:
    """Identity of a block -> its entry. Citation keys and fields may be doubled; the entry is there all the same."""
    found = {
        id(block): entry for block in library.failed_blocks if (entry := _entry_within(block)) is not None
    }
    if not found:
        return {}
    numbered = [
        Entry(entry.entry_type, str(number), entry.fields, entry.start_line, entry.raw)
        for number, entry in enumerate(found.values())
    ]
    apart = Library([*library.strings, *numbered])
    for middleware in _middleware():
        apart = middleware.transform(apart)
    for entry, resolved in zip(found.values(), apart.entries, strict=True):
        resolved.key = entry.key
    return dict(zip(found, apart.entries, strict=True))


def _entry_within(block: Block) -> Entry | None:
    within: Block | None = block
    while isinstance(within, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        within = within.ignore_error_block
    return within if isinstance(within, Entry) else None


def _parsed(entry: Entry, line: int) -> Record | Rejected:
    said: dict[str, str] = {}
    for field in entry.fields:
        said.setdefault(field.key.lower(), str(field.value))
    try:
        return _reference(entry, said).record(SOURCE)
    except RecordError as error:
        return set_aside(f"line {line}", error, f"@{entry.entry_type} {entry.key}")


def _reference(entry: Entry, said: dict[str, str]) -> Reference:
    eprint = said.get("eprint", "")
    is_arxiv = (said.get("archiveprefix") or said.get("eprinttype") or "").lower() in ("arxiv", "")
    return Reference(
        label=entry.key,
        title=brace_free(" ".join(filter(None, (said.get("title", ""), said.get("subtitle", ""))))),
        abstract=brace_free(said.get("abstract", "")),
        authors=names_of(said.get("author", "") or said.get("editor", "")),
        date=said.get("date", ""),
        year=said.get("year", ""),
        month=said.get("month", ""),
        names=[
            f"arXiv:{eprint}" if is_arxiv and eprint else "",
            said.get("doi", ""),
            said.get("url", ""),
            *re.findall(
                r"arXiv:\S+",
                f"{said.get('journal', '')} {said.get('note', '')} {said.get('howpublished', '')}",
            ),
            f"pmid:{said['pmid']}" if said.get("pmid", "").isdecimal() else "",
        ],
        url=said.get("url", ""),
        fields=[said["primaryclass"]] if said.get("primaryclass") else (),
        keywords=re.split(r"[,;]", brace_free(said.get("keywords", ""))),
        details={name: brace_free(said[name]) for name in _DETAILS if said.get(name)}
        | {"type": entry.entry_type},
    )


def _failed(block: Block, line: int) -> Rejected:
    error = getattr(block, "error", None)
    reason = getattr(error, "abort_reason", "") or str(error or "") or "it breaks off"
    rule = InputError("An entry is whole BibTeX", " ".join(reason.split()), "Correct it and import again.")
    return set_aside(f"line {line}", rule, block.raw or "")
