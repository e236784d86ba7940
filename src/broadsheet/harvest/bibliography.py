"""Record of a bibliographic reference; used by BibTeX and RIS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from broadsheet.harvest import arxiv
from broadsheet.harvest.dates import UNDATED, Dated, year_month
from broadsheet.harvest.lists import digest
from broadsheet.harvest.notes import Notes
from broadsheet.harvest.values import bounded
from broadsheet.papers.identifiers import identifiers, identifiers_in, is_web_address, printed_address
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.record import Identifier, LinkKind, Record, RecordAuthor, RecordLink
from broadsheet.papers.taxonomy import canonical
from broadsheet.papers.text import clean_line, clean_text
from broadsheet.papers.titles import title_key

_ABOUT_ANOTHER = re.compile(
    r"\b(?:see|cf|version of|part of|chapter of|extend\w*|supersed\w*|replac\w*|comment\w* on|repl(?:y|ies) to"
    r"|errat\w+|correct\w+ to|relat\w+|companion|based on|follow\w*|respon\w+ to|cit\w+ by)\b",
    re.I,
)
_GROUP = re.compile(r"(?<![\\\w^_}\]])\{([^{}\\$]*)\}")
MAX_NESTED_BRACES = 5
_PLAIN = re.compile(r"[{}]")


@dataclass
class Reference:
    label: str = ""
    """The citation key; two bibliographies use the same one for different papers."""
    title: str = ""
    abstract: str = ""
    authors: Sequence[str] = ()
    dates: Sequence[str] = ()
    """The best first."""
    year: str = ""
    month: str = ""
    day: str = ""
    names: Sequence[str] = ()
    """Fields that may hold an identifier, the best first."""
    texts: Sequence[str] = ()
    """Fields that may hold one within a text: notes, the journal's line."""
    url: str = ""
    pdf: str = ""
    fields: Sequence[str] = ()
    keywords: Sequence[str] = ()
    details: dict[str, str] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)

    def record(self, source: str) -> Record:
        title, notes = clean_line(bounded(self.title, "title")), self.notes
        label = clean_line(self.label[:200])
        found, published = tuple(self._identifiers()), self._published()
        facts = {
            name: line for name, stated in self.details.items() if (line := clean_line(to_unicode(stated)))
        }
        keywords = [word for stated in self.keywords if (word := clean_line(stated))]
        return Record(
            source=source,
            key=f"{label}/{title_key(title)[:200]}" if label else self._key(title),
            title=title,
            abstract=notes.abstract(clean_text(notes.read("", bounded, self.abstract, "abstract"))),
            authors=notes.authors(RecordAuthor(name) for name in self.authors),
            published=published.moment,
            published_precision=published.precision,
            fields=tuple(canonical(clean_line(code)) for code in self.fields),
            identifiers=found,
            links=self._links(found[0].value if found and found[0].scheme == "arxiv" else ""),
            details=facts | ({"keywords": keywords[:100]} if keywords else {}),
            notes=tuple(notes),
        )

    def _key(self, title: str) -> str:
        return f"{title_key(title)[:200]}-{digest(title)}"

    def _identifiers(self) -> Iterator[Identifier]:
        named = identifiers(*self.names)
        yield from named
        schemes = {identifier.scheme for identifier in named}
        for text in self.texts:
            if _ABOUT_ANOTHER.search(text):
                continue
            beside = [found for found in identifiers_in(text) if found.scheme not in schemes]
            if len(beside) == 1:  # a note that names several papers says of none that it is this one
                schemes.add(beside[0].scheme)
                yield beside[0]

    def _published(self) -> Dated:
        """The first date that can be read, or a more precise one within the same year or month."""
        stated = [self.notes.date(text, "date") for text in self.dates if text]
        if self.year:
            by_year = self.notes.read(UNDATED, year_month, self.year, self.month, self.day)
            self.notes.add(by_year.note)
            stated.append(by_year)
        known = [date for date in stated if date.moment]
        if not known:
            return UNDATED
        return next((date for date in known if known[0].contains(date)), known[0])

    def _links(self, number: str) -> tuple[RecordLink, ...]:
        stated = ((LinkKind.PAGE, self.url), (LinkKind.PDF, self.pdf))
        own = tuple(
            RecordLink(kind, url) for kind, text in stated if is_web_address(url := printed_address(text))
        )
        return tuple(dict.fromkeys((*(arxiv.links(number) if number else ()), *own)))


def brace_free(text: str) -> str:
    """Remove the braces that only protect capitals; those that LaTeX needs stay."""
    if "{" not in text:
        return text
    if "\\" not in text and "$" not in text:
        return _PLAIN.sub("", text)
    for _ in range(MAX_NESTED_BRACES):
        text = _GROUP.sub(r"\1", text)
    return text
