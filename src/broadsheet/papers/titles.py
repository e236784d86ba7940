"""Keys that compare titles by their letters and digits, without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from broadsheet.papers.latex import to_unicode
from broadsheet.papers.normal_forms import caseless
from broadsheet.papers.text import clean_line

_LOWER = bytes(range(256)).lower()
_DROPPED = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_NOT_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
# Letters that Unicode does not take apart into a base and an accent.
_STROKES = str.maketrans(
    {"ı": "i", "ȷ": "j", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)


_GREEK = {
    letter: unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in map(chr, range(0x3B1, 0x3CA))
    if letter != "ς"
}
_MARKS = re.compile("[\u0300-\u036f]+")
_SYMBOL = re.compile("(?<![\u0370-\u03ff\u1f00-\u1fff])[α-ω](?![\u0370-\u03ff\u1f00-\u1fff])")
"""A Greek letter that stands in no Greek word: `β-VAE`."""


def title_key(title: str) -> str:
    """Letters and digits alone, folded; empty for a title without a letter, which matches nothing."""
    if "<" in title or "&" in title:
        title = clean_line(title)
    if "\\" in title or "$" in title:
        title = to_unicode(title)
    if "&" in title:
        title = title.replace(" & ", " and ")
    key = title.encode().translate(_LOWER, _DROPPED).decode() if title.isascii() else _letters(_spelt(title))
    return "" if not key or key.isnumeric() else key


def title_hash(title: str) -> int:
    """The key as a signed 64-bit integer, for an index; 0 where there is no key."""
    key = title_key(title)
    if not key:
        return 0
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def _spelt(title: str) -> str:
    """Symbols as words: `β-VAE` is `beta-VAE`."""
    folded = _MARKS.sub("", caseless(title))
    return _SYMBOL.sub(lambda found: _GREEK[found[0]], folded.replace("ς", "σ"))


def fold(text: str) -> str:
    """Any script: compatibility forms and accents resolved, case folded, all but letters and digits gone."""
    return _letters(caseless(text))


def _letters(folded: str) -> str:
    return _NOT_LETTER_OR_DIGIT.sub("", folded.translate(_STROKES))
