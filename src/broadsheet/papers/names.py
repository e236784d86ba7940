"""Parse and compare authors' names, as far as matching the authors of two records needs."""

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
_WRITTEN_LETTERS = re.compile("[ao]e|(?<!q)ue|aa")
"""How umlauts, rings and strokes are written in plain letters."""
_WORD = re.compile(r"[\s\u00b7~]+")
_HYPHEN = re.compile(r"[-‐‑.]")
_ARTICLE = re.compile(r"the\s+(?=\S)", re.I)
FAMILY_LETTERS = 4
"""Least length of each of two family names, of which a source may print the first alone."""


class _Name(NamedTuple):
    surname: str
    given: tuple[str, ...]
    """What stands before it in reading order: given names, an initial being one letter, then other family names."""
    every: tuple[str, ...] = ()
    """All words, particles too, in the order printed."""


def surname_key(name: str) -> str:
    """The surname without its particles, accents and case; a Chinese, Japanese or Korean name is kept whole."""
    return _parse(name).surname


def name_keys(name: str) -> frozenset[str]:
    """Lookup keys of a name: two names that `same_author` accepts as one person share a key."""
    parsed = _parse(name)
    letters = "".join(sorted("".join(parsed.every)))
    keys = {parsed.surname, f"={letters}"}
    if len(parsed.given) > 1 and len(parsed.given[-1]) >= FAMILY_LETTERS:
        keys.add(parsed.given[-1])
    return frozenset(keys)


def spelling_keys(name: str) -> frozenset[str]:
    """Narrower keys, for all names of a corpus: two with given names that `same_author` accepts share one. A surname
    alone fits everybody of that name, so it has the key of its letters alone."""
    parsed = _parse(name)
    keys = {f"={''.join(sorted(''.join(parsed.every)))}"}
    if parsed.given and parsed.given[0]:
        initial = parsed.given[0][0]
        keys.add(f"{parsed.surname} {initial}")
        if len(parsed.given) > 1 and len(parsed.given[-1]) >= FAMILY_LETTERS:
            keys.add(f"{parsed.given[-1]} {initial}")
    return frozenset(keys)


def script_of(name: str) -> str:
    """Names of two scripts cannot be compared: `李明` may be Ming Li."""
    return "cjk" if _is_cjk(name) else "other"


def same_author(a: str, b: str) -> bool:
    """Could these be one person? The surnames agree, and no given name contradicts an initial or a name; or the one
    has a second family name behind (`Núñez`, `Núñez Pérez`), or the same names in another order."""
    one, other = _parse(a), _parse(b)
    if "".join(one.every) == "".join(other.every):
        return True
    if one.surname == other.surname:
        return _compatible(one.given, other.given)
    return _continued(one, other) or _continued(other, one) or _turned(one, other) or _turned(other, one)


def short_list(names: Sequence[str], n: int = 3) -> str:
    """`A, B, C and 12 others`; one name too many is printed instead of counted."""
    if len(names) <= n + 1:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
    return f"{', '.join(names[:n])} and {len(names) - n} others"


@lru_cache(maxsize=65_536)
def _parse(name: str) -> _Name:
    name = _ARTICLE.sub("", _NOTE.sub("", to_unicode(name[:MAX_NAME_CHARS])).strip(" ,;"), count=1)
    if _is_cjk(name):
        return _Name(fold(name), (), (fold(name),))
    family, comma, given = name.partition(",")
    if comma and _SUFFIX.fullmatch(given.strip()):
        family, comma, given = family, "", ""
    if comma:
        given = " ".join(part for part in given.split(",") if not _SUFFIX.fullmatch(part.strip()))
        return _made(_words(given), _words(family))
    return _in_reading_order(_words(family))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.split(text.strip()) if word]


def _is_cjk(name: str) -> bool:
    return bool(_CJK.search(name)) and not re.search("[a-z]", name, re.I)


def _in_reading_order(parts: list[str]) -> _Name:
    while len(parts) > 1 and _SUFFIX.fullmatch(parts[-1]):
        parts = parts[:-1]
    if len(parts) > 1 and _all_initials(parts[1:]) and not _all_initials(parts[:1]):
        return _made(parts[1:], parts[:1])  # "Knuth D. E."
    return _made(parts[:-1], parts[-1:])


def _made(given: list[str], family: list[str]) -> _Name:
    """The surname is the last word: sources disagree on where a surname of several words begins, not on where it
    ends. What of it comes before counts with the given names, as it does where nothing tells them apart."""
    family = [word for word in family if not _SUFFIX.fullmatch(word)]
    significant = [word for word in family if not _is_particle(word)] or family
    pieces = [piece for word in significant for piece in _pieces(word)]
    every = [piece for word in (*given, *family) for piece in _pieces(word)]
    if not pieces:
        return _Name("", _given(given), tuple(every))
    return _Name(pieces[-1], (*_given(given), *pieces[:-1]), tuple(every))


def _is_particle(word: str) -> bool:
    return word.lower().rstrip(".'’") in _PARTICLES


def _pieces(word: str) -> list[str]:
    return [plain for piece in _HYPHEN.split(word) if (plain := _plain(piece))]


def _plain(word: str) -> str:
    """Folded, and umlauts and strokes as if written without: `Mueller` is `Müller`, `Soerensen` is `Sørensen`."""
    return _WRITTEN_LETTERS.sub(lambda found: found[0][0], fold(word))


def _all_initials(parts: list[str]) -> bool:
    return all(_INITIALS.fullmatch(part) and part.upper() == part for part in parts)


def _given(spelled: list[str]) -> tuple[str, ...]:
    parts: list[str] = []
    for word in spelled:
        if parts and _is_particle(word):
            continue
        if _INITIALS.fullmatch(word) and word.upper() == word and ("." in word or len(word) <= 2):
            parts += [fold(letter) for letter in word if letter.isalpha()]
        else:
            parts += _pieces(word)
    return tuple(parts)


def _compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Names in order, the shorter list may stop early; "Guang-Bin" and "Guangbin" are the same."""
    if not one or not other or "".join(one) == "".join(other):
        return True
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, other, strict=False))


def _continued(one: _Name, other: _Name) -> bool:
    """`José Núñez` is `José Núñez Pérez`: the given names printed in full, one family name more behind."""
    if min(len(one.surname), len(other.surname)) < FAMILY_LETTERS or not one.given:
        return False
    *given, family = other.given or ("",)
    return bool(given) and family == one.surname and len(given[0]) > 1 and tuple(given) == one.given


def _turned(one: _Name, other: _Name) -> bool:
    """Family name first in one source, last in the other: full names only, no initials."""
    words = one.every
    if len(words) < 2 or min(map(len, (*words, *other.every)), default=0) < 2:
        return False
    if sorted(words) == sorted(other.every):
        return True
    whole = "".join(other.every)
    return any("".join(words[at:] + words[:at]) == whole for at in range(1, len(words)))
