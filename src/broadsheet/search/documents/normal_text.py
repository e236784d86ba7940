"""Text normalisation, the same for indexed texts and for queries, so that spellings of one word match.

Compatibility forms, case and accents are resolved (`ﬃ`, `µ`, `İ`, `Ā`, `ὁ`), `R^2` and `L_1` are written as `R²` and
`L₁` are, and scripts without spaces between words are cut into pairs of characters, which stand in a text wherever a
word of them does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from broadsheet.papers.latex import to_unicode
from broadsheet.papers.normal_forms import caseless, normalize
from broadsheet.papers.text import clean_line

_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
"""Of Latin, Greek, Cyrillic, Hebrew and Arabic: words are the same without. The marks of other scripts are letters."""
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese; Korean too, whose words carry their particles."""
_RUN = re.compile(f"[{_UNSPACED}]+")
MAX_KEPT_CHARS = 24
_POWER = re.compile(r"(?<=[\w)\]])\^\{?([^\W_]{1,20})\}?")
_INDEX = re.compile(r"(?<![^\W_])([^\W\d_])_\{?([^\W_]{1,3})\}?(?![^\W_])")
"""Of one letter alone: `max_length` stays two words."""


def readable(text: str) -> str:
    """What somebody typed, as sources' texts are stored: NFC, no invisible characters, LaTeX as Unicode."""
    text = clean_line(text)
    return to_unicode(text) if "\\" in text or "$" in text else text


def searchable(text: str) -> str:
    """The form in which a text is cut into words. Of two texts that differ in spelling alone it is the same."""
    if not text.isascii():
        text = " ".join([word.lower() if word.isascii() else _spelling(word) for word in text.split(" ")])
    if "^" in text or "_" in text:
        text = _INDEX.sub(r"\1\2", _POWER.sub(r"\1", text))
    return text


def characters(text: str) -> str:
    """Each character of the scripts without spaces once, for those who ask for a word of one character."""
    if text.isascii():
        return ""
    words = [_unspaced(word) for word in text.split(" ") if not word.isascii()]
    return " ".join(dict.fromkeys("".join(words)))


def _of_words(function: Callable[[str], str]) -> Callable[[str], str]:
    """Short words, of which a text in Latin letters has the same few again and again, are looked up. What Unicode and
    we do to a text can be done to each word of it, since nothing reaches over a space."""
    looked_up = lru_cache(maxsize=16_384)(function)
    return lambda word: looked_up(word) if len(word) <= MAX_KEPT_CHARS else function(word)


@_of_words
def _spelling(word: str) -> str:
    return _RUN.sub(_pairs, normalize("NFC", _ACCENTS.sub("", caseless(word))))


@_of_words
def _unspaced(word: str) -> str:
    return "".join(_RUN.findall(normalize("NFKC", word)))


def unspaced_runs(word: str) -> list[tuple[int, int]]:
    """Where the scripts without spaces stand in a word."""
    return [run.span() for run in _RUN.finditer(word)]


def _pairs(run: re.Match[str]) -> str:
    text = run.group()
    if len(text) < 3:
        return f" {text} "
    return f" {' '.join(map(''.join, pairwise(text)))} "
