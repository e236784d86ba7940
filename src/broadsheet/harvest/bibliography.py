"""What a reference of a bibliography says, as a record; BibTeX and RIS both end here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from broadsheet.harvest import arxiv
from broadsheet.harvest.dates import moment, year_month
from broadsheet.harvest.lists import digest
from broadsheet.harvest.values import bounded, person, upright
from broadsheet.papers.identifiers import identifiers, is_web_address
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.record import MAX_NAME_CHARS, LinkKind, Record, RecordAuthor, RecordLink
from broadsheet.papers.taxonomy import canonical
from broadsheet.papers.text import clean_line, clean_text
from broadsheet.papers.titles import title_key

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
    date: str = ""
    year: str = ""
    month: str = ""
    names: Sequence[str] = ()
    """Where identifiers may stand, the best first."""
    url: str = ""
    pdf: str = ""
    fields: Sequence[str] = ()
    keywords: Sequence[str] = ()
    details: dict[str, str] = field(default_factory=dict)

    def record(self, source: str) -> Record:
        title = clean_line(bounded(self.title, "title"))
        label = clean_line(self.label[:200])
        found = identifiers(*self.names)
        kept = {
            name: line for name, stated in self.details.items() if (line := clean_line(to_unicode(stated)))
        }
        keywords = [word for stated in self.keywords if (word := clean_line(stated))]
        return Record(
            source=source,
            key=f"{label}/{title_key(title)[:200]}" if label else self._key(title),
            title=title,
            abstract=clean_text(bounded(self.abstract, "abstract")),
            authors=tuple(RecordAuthor(name) for name in self.authors),
            published=moment(self.date, "date") or year_month(self.year, self.month),
            fields=tuple(canonical(clean_line(code)) for code in self.fields),
            identifiers=found,
            links=self._links(found[0].value if found and found[0].scheme == "arxiv" else ""),
            details=kept | ({"keywords": keywords[:100]} if keywords else {}),
        )

    def _key(self, title: str) -> str:
        return f"{title_key(title)[:200]}-{digest(title)}"

    def _links(self, number: str) -> tuple[RecordLink, ...]:
        stated = ((LinkKind.PAGE, self.url), (LinkKind.PDF, self.pdf))
        own = tuple(RecordLink(kind, url) for kind, url in stated if is_web_address(url))
        return tuple(dict.fromkeys((*(arxiv.links(number) if number else ()), *own)))


def names_of(line: str) -> list[str]:
    """BibTeX's names, given names first; `others` is nobody."""
    line = " ".join(line.split())
    return [
        name for stated in split_multiple_persons_names(line) if (name := _name(stated)) and name != "others"
    ]


def _name(stated: str) -> str:
    if (stated.startswith("{") and stated.endswith("}")) or len(stated) > 2 * MAX_NAME_CHARS:
        return person(stated)  # a collaboration, protected as a whole; or no name, which it refuses
    try:
        parts = parse_single_name_into_parts(stated, strict=False)
    except InvalidNameError:
        return person(upright(stated))
    words = [*parts.first, *parts.von, *parts.last]
    return person(" ".join(words) + (f", {' '.join(parts.jr)}" if parts.jr else ""))


def brace_free(text: str) -> str:
    """Without the braces that only protect capitals; those that LaTeX needs stay."""
    if "{" not in text:
        return text
    if "\\" not in text and "$" not in text:
        return _PLAIN.sub("", text)
    for _ in range(MAX_NESTED_BRACES):
        text = _GROUP.sub(r"\1", text)
    return text
