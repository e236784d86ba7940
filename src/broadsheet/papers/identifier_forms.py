"""Syntax of bare identifiers: arXiv numbers and DOIs."""

from __future__ import annotations

import re
from urllib.parse import unquote

MAX_VALUE_CHARS = 500
ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con"
)
NEW_NUMBER = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
OLD_NUMBER = rf"(?:{'|'.join(ARCHIVES.split())})(?:\.[a-z]{{2}})?/\d\d(?:0[1-9]|1[0-2])\d{{3}}"
NUMBER = rf"(?:{NEW_NUMBER}|{OLD_NUMBER})(?:v\d{{1,3}})?"
_NEW = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.(\d{4,5})(v\d{1,3})?", re.ASCII)
_OLD = re.compile(
    rf"({'|'.join(ARCHIVES.split())})(?:\.[a-z]{{2}})?/(\d\d(?:0[1-9]|1[0-2])\d{{3}})(v\d{{1,3}})?",
    re.I | re.ASCII,
)
_OLD_WITHOUT_ARCHIVE = re.compile(r"\d\d(?:0[1-9]|1[0-2])\d{3}(?:v\d{1,3})?", re.ASCII)
DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,9}/\S+", re.ASCII)
_ESCAPE = re.compile(r"\{?\\(?:textunderscore\b|([_%#&~$]))\s?\}?")
_PUNCTUATION = ".,;:\"'"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def arxiv_number(text: str) -> str | None:
    """The number without its version; None if it is not one that arXiv could have given."""
    text = text.strip()
    if new := _NEW.fullmatch(text):
        # Five digits since January 2015, four before; numbers of this form began in April 2007.
        digits = 5 if new[1] >= "15" else 4
        return f"{new[1]}{new[2]}.{new[3]}" if len(new[3]) == digits and text[:4] >= "0704" else None
    if old := _OLD.fullmatch(text):
        return f"{old[1].lower()}/{old[2]}"
    return None


def arxiv_version(text: str) -> int | None:
    found = re.search(r"v(\d{1,3})(?:\.pdf)?/?$", text.strip())
    return int(found[1]) if found else None


def with_archive(number: str, field: str) -> str:
    """`0309136` of the class `math.GT` is `math/0309136`; any other number stays as it is."""
    archive = field.strip().partition(".")[0].lower()
    if archive in ARCHIVES.split() and _OLD_WITHOUT_ARCHIVE.fullmatch(number.strip()):
        return f"{archive}/{number.strip()}"
    return number


def doi(text: str) -> str | None:
    """The DOI in lower case, without resolver or trailing punctuation; None if the text holds none."""
    found = DOI.search(without_escapes(unquote(text) if "%" in text else text))
    if not found or len(found[0]) > MAX_VALUE_CHARS:
        return None
    value = without_tail(found[0].lower())
    return value if DOI.fullmatch(value) else None


def without_escapes(text: str) -> str:
    """LaTeX writes `\\_` for the underscore of a DOI or an address."""
    return _ESCAPE.sub(lambda escape: escape[1] or "_", text) if "\\" in text else text


def without_tail(text: str) -> str:
    """Strip the punctuation of the sentence, and a closing bracket that the text does not open."""
    surplus = {closing: text.count(closing) - text.count(opening) for closing, opening in _BRACKETS.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in _PUNCTUATION:
            break
        end -= 1
    return text[:end]
