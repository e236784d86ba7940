"""Authors of a BibTeX entry: separated by "and", groups in braces kept whole, BibLaTeX's extended form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibtexparser.middlewares.names import split_multiple_persons_names

from broadsheet.harvest.names import names_in, person

_EXTENDED = re.compile(
    r"\s*(?:family|given|prefix|suffix|(?:given|prefix|family|suffix)-i|useprefix|id)\s*=", re.I
)
_ORDER = ("given", "prefix", "family")


def names_of(line: str) -> list[str]:
    """Given names first; `others` is nobody."""
    line = " ".join(line.split())
    stated = list(split_multiple_persons_names(line))
    if len(stated) == 1 and ";" in line:
        stated = list(_parted(line, ";"))
    return [name for one in stated for name in _names(one)]


def _names(stated: str) -> list[str]:
    stated = stated.strip()
    if _is_one_group(stated):
        name = person(stated)  # a collaboration or a company, protected as a whole
        return [name] if name else []
    if _EXTENDED.match(stated):
        return _extended(stated)
    return names_in(stated)


def _extended(stated: str) -> list[str]:
    """`family=Sartre, given=Jean-Paul, prefix=de la`."""
    parts = dict[str, str]()
    for pair in _parted(stated, ","):
        key, _, value = pair.partition("=")
        parts[key.strip().lower()] = value.strip().strip('"')
    name = " ".join(parts[key] for key in _ORDER if parts.get(key))
    read = person(f"{name}, {parts['suffix']}" if parts.get("suffix") else name)
    return [read] if read else []


def _is_one_group(stated: str) -> bool:
    """Is the brace that opens it closed by the last one? Not so in `{\\'E}lie Andr{\\'e}`."""
    if not (stated.startswith("{") and stated.endswith("}")):
        return False
    depth = 0
    for at, character in enumerate(stated):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not depth:
            return at == len(stated) - 1
    return False


def _parted(text: str, separator: str) -> Iterator[str]:
    """Split at a separator that stands outside all braces."""
    start = depth = 0
    for at, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == separator and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]
