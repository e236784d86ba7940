"""BibTeX in UTF-8, as BibTeX, Biber and reference managers read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import default_unparse_stack
from bibtexparser.model import Entry as Block
from bibtexparser.model import Field

from broadsheet.api.citations.people import Person
from broadsheet.api.citations.work import Work
from broadsheet.papers.precision import Precision

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
}  # fmt: skip
_SPECIALS = re.compile(r"[&%$#_~^\\{}]")
_LOOSE_DOLLAR = re.compile(r"(?<!\\)[$]")
_CAPITALS = r"(?P<word>\b(?:\w*?(?:[a-z\d][A-Z]|[A-Z]{2})|[A-Z]\d)[\w-]*)"
_WORDS_AND_SPECIALS = re.compile(rf"{_CAPITALS}|[&%$#_~^\\{{}}]")
"""Words whose capitals are not those of a sentence, such as BERT and LoRA; styles would lower them."""
_MATHS_AND_SPECIALS = re.compile(r"(?<!\\)\$[^$]*(?<!\\)\$|(?<!\\)[&%#_^]")
_BESIDE_MATHS = re.compile(
    rf"(?P<kept>(?<!\\)\$[^$]*(?<!\\)\$|\\(?:[a-zA-Z]+\*?|.))|(?P<braced>\{{[^{{}}]*\}})|{_CAPITALS}|[&%#_^]"
)
"""Formulas and macros stay, and the case of what is in braces; other words are guarded, special characters escaped."""
_MATHS = re.compile(r"(?<!\\)\$[^$]*(?<!\\)\$")


def bibtex(works: Iterable[Work]) -> str:
    library = Library()
    library.add([_block(work) for work in works])
    return str(write_string(library, unparse_stack=default_unparse_stack(allow_inplace_modification=True)))


def _block(work: Work) -> Block:
    kind = "article" if work.venue.journal else "inproceedings" if work.venue.proceedings else "misc"
    return Block(kind, work.key, [_field(name, value) for name, value in _fields(work) if value])


def _field(name: str, value: str) -> Field:
    field = Field(name, value)
    if name == "month":
        field.enclosing = "no-enclosing"  # a macro of every style
    return field


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    venue, day = work.venue, work.appeared
    yield "title", title(work)
    yield "author", " and ".join(_author(person) for person in work.people)
    if day:
        yield "year", str(day.year)
        if work.appeared_to is not Precision.YEAR:
            yield "month", MONTHS[day.month - 1]
    yield "journal", escape(venue.journal)
    yield "booktitle", escape(venue.proceedings)
    yield "volume", escape(venue.volume)
    yield "number", escape(venue.number)
    yield "pages", escape(venue.pages.replace("-", "--"))
    yield "publisher", escape(venue.publisher)
    yield "doi", work.doi
    if work.arxiv:
        yield "eprint", work.arxiv
        yield "archivePrefix", "arXiv"
        yield "primaryClass", work.primary_field
    yield "url", work.address
    yield "note", escape(venue.as_printed)
    yield "abstract", escape(work.entry.abstract)


def title(work: Work) -> str:
    """As its source wrote it where that has mathematics and holds together, else escaped Unicode in which
    acronyms keep their case."""
    paper = work.entry.paper
    if "$" in paper.title and _holds_together(paper.title):
        return _BESIDE_MATHS.sub(_but_maths, " ".join(paper.title.split()))
    return _WORDS_AND_SPECIALS.sub(_keep, " ".join(work.title.split()))


def escape(text: str) -> str:
    """Plain Unicode as BibTeX reads it; paragraphs become one line."""
    return _SPECIALS.sub(lambda match: _SPECIAL[match.group()], " ".join(text.split()))


def _but_maths(match: re.Match[str]) -> str:
    if match["braced"]:
        return _MATHS_AND_SPECIALS.sub(lambda each: _SPECIAL.get(each[0], each[0]), match["braced"])
    return match["kept"] or _keep(match)


def _keep(match: re.Match[str]) -> str:
    return f"{{{escape(match['word'])}}}" if match["word"] else _SPECIAL[match.group()]


def _holds_together(latex: str) -> bool:
    """Braces count even behind a backslash: so BibTeX reads them."""
    depth = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0 and not _LOOSE_DOLLAR.search(_MATHS.sub("", latex))


def _author(person: Person) -> str:
    text = escape(person.inverted)
    return f"{{{text}}}" if person.is_group or re.search(r"\band\b", text, re.I) else text
