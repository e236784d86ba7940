"""Authors' names as sources write them: enough of an understanding to compare the authors of two records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from broadsheet.papers.latex import to_unicode
from broadsheet.papers.latex_symbols import words
from broadsheet.papers.record import MAX_NAME_CHARS
from broadsheet.papers.titles import fold

_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|ii|iii|iv|phd|ph\.d|md|m\.d|esq)\.?", re.I)
_PARTICLES = words(
    "af al ap auf av bin ibn d da dal de dei del della den der des di do dos du el "
    "la las le les lo los op san santa st t te ten ter van vander vom von y zu zum zur"
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[-‐]?){1,4}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NOTE = re.compile(r"\s*[(\[].*?[)\]]|[*†‡§¶]|\s*\d+$")
_WRITTEN_UMLAUT = re.compile("([aou])e")
_WORD = re.compile(r"[\s\u00b7~]+")


class _Name(NamedTuple):
    surname: str
    given: tuple[str, ...]
    """Folded given names in order; an initial is one letter."""


def surname_key(name: str) -> str:
    """The surname without its particles, accents and case; a Chinese, Japanese or Korean name is kept whole."""
    return _parse(name).surname


def same_author(a: str, b: str) -> bool:
    """Could these be one person? The surnames agree, and no given name contradicts an initial or a name."""
    if fold(a) == fold(b):
        return True
    one, other = _parse(a), _parse(b)
    if one.surname == other.surname or _without_umlauts(one.surname) == _without_umlauts(other.surname):
        return _compatible(one.given, other.given)
    return _swapped(one, other) or _swapped(other, one)


def short_list(names: Sequence[str], n: int = 3) -> str:
    """`A, B, C and 12 others`; one name too many is printed instead of counted."""
    if len(names) <= n + 1:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
    return f"{', '.join(names[:n])} and {len(names) - n} others"


@lru_cache(maxsize=65_536)
def _parse(name: str) -> _Name:
    name = _NOTE.sub("", to_unicode(name[:MAX_NAME_CHARS])).strip(" ,;")
    if _CJK.search(name) and not re.search("[a-z]", name, re.I):
        return _Name(fold(name), ())
    family, comma, given = name.partition(",")
    if comma and _SUFFIX.fullmatch(given.strip()):
        family, comma, given = family, "", ""
    if comma:
        given = " ".join(part for part in given.split(",") if not _SUFFIX.fullmatch(part.strip()))
        return _Name(_surname(_WORD.split(family.strip())), _given(_WORD.split(given.strip())))
    return _in_reading_order([word for word in _WORD.split(family.strip()) if word])


def _in_reading_order(parts: list[str]) -> _Name:
    while len(parts) > 1 and _SUFFIX.fullmatch(parts[-1]):
        parts = parts[:-1]
    if not parts:
        return _Name("", ())
    if len(parts) > 1 and _all_initials(parts[1:]) and not _all_initials(parts[:1]):
        return _Name(_surname(parts[:1]), _given(parts[1:]))  # "Knuth D. E."
    return _Name(_surname(parts[-1:]), _given(parts[:-1]))


def _all_initials(parts: list[str]) -> bool:
    return all(_INITIALS.fullmatch(part) and part.upper() == part for part in parts)


def _surname(spelled: list[str]) -> str:
    """The last word: sources disagree on where a surname of several words begins, not on where it ends."""
    kept = [word for word in spelled if word and not _SUFFIX.fullmatch(word)]
    kept = [word for word in kept if word.lower().rstrip(".'’") not in _PARTICLES] or kept
    return fold(kept[-1]) if kept else ""


def _given(spelled: list[str]) -> tuple[str, ...]:
    parts: list[str] = []
    for word in spelled:
        if parts and word.lower().rstrip(".") in _PARTICLES:
            continue
        if _INITIALS.fullmatch(word) and word.upper() == word and ("." in word or len(word) <= 2):
            parts += [fold(letter) for letter in word if letter.isalpha()]
        else:
            parts += [fold(piece) for piece in re.split(r"[-‐.]", word)]
    return tuple(part for part in parts if part)


def _compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Names in order, the shorter list may stop early; "Guang-Bin" and "Guangbin" are the same."""
    if not one or not other or "".join(one) == "".join(other):
        return True
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, other, strict=False))


def _without_umlauts(surname: str) -> str:
    """ "Mueller" is "Müller"."""
    return _WRITTEN_UMLAUT.sub(r"\1", surname)


def _swapped(one: _Name, other: _Name) -> bool:
    """Family name first in one source, last in the other: full names only, no initials."""
    return (
        len(other.surname) > 1 and one.surname == "".join(other.given) and "".join(one.given) == other.surname
    )
