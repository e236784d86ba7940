"""Authors' names in the parts that reference managers ask for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bibtexparser.middlewares.names import NameParts, parse_single_name_into_parts

from broadsheet.papers.record import MAX_NAME_CHARS

_GROUP = re.compile(
    r"\b(?:collaborations?|consortium|teams?|groups?|committee|project|initiative|alliance|network|community|"
    r"institutes?|university|organi[sz]ation|labs?|laborator(?:y|ies)|foundation|council|agency|inc|ltd|llc|gmbh|"
    r"corp|corporation|company|department|society|association|centers?|centre|ministry)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s(?:and|&|\+)\s", re.IGNORECASE)
"""What a person's name has not: `A and B Labs`, `Smith & Sons`."""
_NOTE = re.compile(r"[{}\\]|\([^)]*\)")
"""An affiliation in brackets, and what BibTeX would read as markup."""
_SUFFIX = re.compile(r"^(.*\S)[ ,]+((?:jr|sr)\.?|I{2,3}|IV)$", re.IGNORECASE)


class Person(NamedTuple):
    family: str
    given: str = ""
    particle: str = ""
    """Such as "van der": printed before the family name, often left out in sorting."""
    suffix: str = ""

    @property
    def is_group(self) -> bool:
        return not self.given and " " in self.family

    @property
    def last(self) -> str:
        return f"{self.particle} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """`van der Berg, Jr, Anna`: what BibTeX, RIS and Highwire tags all read the same way."""
        return ", ".join(part for part in (self.last, self.suffix, self.given) if part)


@lru_cache(maxsize=16_384)
def person(name: str) -> Person:
    """A name without parts, such as a collaboration's, is all family name."""
    name = name[:MAX_NAME_CHARS]
    name = _NOTE.sub("", name).strip() or name
    if _GROUP.search(name) or _SEVERAL.search(name):
        return Person(name)
    name = _with_suffix_apart(name)
    parts = parse_single_name_into_parts(name, strict=False)
    family, particle = " ".join(parts.last), " ".join(parts.von)
    return Person(
        family or particle or name, " ".join(parts.first), particle if family else "", " ".join(parts.jr)
    )


def _with_suffix_apart(name: str) -> str:
    """`Martin King Jr.` and `King Jr., Martin` as BibTeX takes them apart: `King, Jr., Martin`."""
    family, comma, given = name.partition(",")
    suffixed = _SUFFIX.match(family)
    if suffixed is None:
        return name
    if not comma:
        parts: NameParts = parse_single_name_into_parts(suffixed[1], strict=False)
        return f"{' '.join([*parts.von, *parts.last])}, {suffixed[2]}, {' '.join(parts.first)}"
    return f"{suffixed[1]}, {suffixed[2]},{given}"
