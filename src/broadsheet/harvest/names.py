"""Parse authors' names for all formats: each name on one line, given names first.

`names_in` reads what a source states as one author; that is nobody for `et al.` or a lone `:`, and several people
where a collaboration stands before its members ("Kite Collaboration: A. Doe, B. Roe"). `split_names` reads one text
of several authors. A suffix stays behind a comma: "Doe, Jane, Jr." is "Jane Doe, Jr.".
"""

from __future__ import annotations

import re

from broadsheet.errors import RecordError
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.record import MAX_NAME_CHARS
from broadsheet.papers.text import clean_line

MAX_LINE_CHARS = 200_000
_ENGLISH_AND = re.compile(r",? and | ?& ", re.I)
_USUAL_CHARS = 60
_ORDINARY = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ.'-]+(?: [A-Za-zÀ-ÖØ-öø-ɏ.'-]+)*")
_NO_SURNAMES = frozenset(
    ("al", "others", "and", "anonymous", "author", "authors", "unknown", "none", "null", "na", "", "-")
)
_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|ii|iii|iv|ph\.?\s?d|d\.?\s?phil|dr\.-ing|esq)\.?", re.I)
_DEGREE = re.compile(r"(?:M\.?\s?D|M\.?\s?Sc|B\.?\s?Sc|D\.?\s?Sc|M\.?P\.?H|M\.?B\.?A|R\.?N|F\.?R\.?C\.?P)\.?")
"""Also initials, and "Md." is a given name: a degree only where a whole name stands before it."""
_COMPANY = re.compile(
    r"\b(?:collaborations?|consorti(?:um|a)|groups?|teams?|committee|society|network|initiative|investigators|"
    r"association|university|institute?|laborator(?:y|ies)|labs?|cent(?:er|re)|inc|ltd|llc|gmbh|corp)\b\.?",
    re.I,
)
_MEMBERS = re.compile(r"\b(?:Collaborations?|Consorti(?:um|a)|Groups?|Teams?)\s*:", re.I)
_AFFILIATION = re.compile(
    r"[A-Z]{3,}|.*\b(?:univers\w+|institut\w*|department|college|school|laborator\w+|cent(?:er|re))\b.*", re.I
)
_ET_AL = re.compile(r"[\s,;]*(?:\bet\.?\s+al\b\.?|\b(?:and|&)\s+others\b\.?|\.\.\.|…)\s*$", re.I)
_NOBODY = re.compile(
    r"(?:et\.?\s+al|others|and others|and|anonymous authors?|n/?a|none|null|unknown)\.?", re.I
)
_MAIL = re.compile(r"[<(]?\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+[>)]?", re.ASCII)
_ORCID = re.compile(r"[(\[]?(?:https?://orcid\.org/|orcid:?\s*)?\d{4}-\d{4}-\d{4}-\d{3}[\dX][)\]]?", re.I)
_MARK_MACRO = re.compile(
    r"\\(?:inst|affil|orcid(?:link|ID|A)?|IEEEauthorrefmark|authorref|fnref|corref)\s*\{[^{}]*\}"
)
_MARKS = re.compile(
    r"(?:[*†‡§¶‖#∗⋆¹²³⁰-⁹ᵃ-ᶻ\s]|,(?=[¹²³⁰-⁹ᵃ-ᶻ])|\^(?:\w|\([^()]*\))|[(\[]\d{1,3}(?:\s?,\s?\d{1,3})*[)\]]"
    r"|(?<=\s)\d{1,2}(?:\s?,\s?\d{1,2})*)+$"
)
_DIGITS = re.compile(r"[\d\s,*†‡§¶]+")
_TRAILING_DIGITS = re.compile(r"\d{1,3}$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?|[A-Z]{1,3}(?=$|\s|-)[\s-]?)+")


def person(stated: str) -> str:
    """One name that stands upright, on one line, its LaTeX as Unicode, without footnote marks; empty for nobody."""
    if is_ordinary(stated):
        return stated
    return _bounded(_somebody(_cleaned(stated)))


def names_in(stated: str) -> list[str]:
    """What one statement of an author names: usually one person."""
    if is_ordinary(stated):
        return [stated]
    cleaned = _cleaned(stated)
    if ":" in cleaned and (found := _MEMBERS.search(cleaned)):
        return [*_group(cleaned[: found.end() - 1]), *_split(cleaned[found.end() :])]
    name = _bounded(_somebody(upright(cleaned)))
    return [name] if name else []


def upright(stated: str) -> str:
    """ "Doe, Jane" as "Jane Doe"; a suffix stays last, wherever it stood; a company's comma is its own."""
    if "," not in stated:
        return stated.strip()
    family, *others = (part.strip() for part in stated.split(","))
    others = [part for part in others if part]
    whole_before = len(others) > 1 or _is_whole(family)
    suffixes = [part for part in others if _is_suffix(part, whole_before)]
    rest = [part for part in others if part not in suffixes]
    if _COMPANY.search(stated) and not suffixes:
        return family if rest and " " in family and _AFFILIATION.fullmatch(rest[0]) else stated.strip(" ,")
    if len(rest) == 1 and " " in family and rest[0].isupper() and _AFFILIATION.fullmatch(rest[0]):
        return family  # "Jane Doe, CNRS"
    if len(rest) > 1:
        suffixes, rest = (
            [*rest[:-1], *suffixes],
            rest[-1:],
        )  # BibTeX's third form, with a suffix unknown to us
    return ", ".join(filter(None, (" ".join([*rest, family]), *suffixes)))


def split_names(line: str) -> list[str]:
    """The names in one text: parted by semicolons or line ends, else by "and", else by commas."""
    if len(line) > MAX_LINE_CHARS:
        raise RecordError(f"`authors` has at most {MAX_LINE_CHARS} characters", f"{len(line)} characters")
    line = line.strip()
    if ":" in line and (found := _MEMBERS.search(line)):
        return [*_group(line[: found.end() - 1]), *_split(line[found.end() :])]
    return _split(line)


def _group(stated: str) -> list[str]:
    """ "Kite Array, Wind Collaborations" are one, and "A. Doe, Kite Collaboration" two."""
    name = person(stated)
    return [name] if name.endswith("s") else _split(stated)


def _split(line: str) -> list[str]:
    """Split a line that names no members of a collaboration."""
    several = ";" in line or "\n" in line
    parts = re.split(r"[;\n]", line) if several else _parted(" ".join(line.split()))
    if any(_DIGITS.fullmatch(part) for part in parts if part.strip()):  # "Jane Doe1,2, Raj Patel2"
        parts = [_TRAILING_DIGITS.sub("", part.rstrip(" *†‡§¶")) for part in parts]
    return [name for part in parts for name in names_in(part)]


def _parted(line: str) -> list[str]:
    parts = [part for part in _ENGLISH_AND.split(line) if part.strip()]
    if len(parts) > 1 and all(len(_pieces(part)) == 2 for part in parts):
        return parts  # "Doe, Jane and Roe, Raj"
    return [name for part in parts for name in _by_commas(part)]


def _by_commas(part: str) -> list[str]:
    pieces = _pieces(part)
    if len(pieces) == 2 and " " not in pieces[0] and "," in pieces[1]:
        return [part]  # "McKay, John W., Jr."
    families, given = pieces[0::2], pieces[1::2]
    if (
        len(pieces) % 2 == 0
        and all(map(_INITIALS.fullmatch, given))
        and not any(map(_INITIALS.fullmatch, families))
    ):
        return [f"{family}, {initials}" for family, initials in zip(families, given, strict=True)]
    return pieces


def _pieces(part: str) -> list[str]:
    """Split at commas; a suffix stays with the name before it."""
    pieces: list[list[str]] = []
    is_capitalised = is_whole = False
    for piece in part.split(","):
        stripped = piece.strip()
        if pieces and _is_suffix(stripped, is_whole):
            pieces[-1].append(piece)
            is_whole = is_whole or (is_capitalised and " " in piece)
        elif stripped:
            pieces.append([stripped])
            is_capitalised, is_whole = stripped[:1].isupper(), _is_whole(stripped)
    return [",".join(piece) for piece in pieces]


def _is_whole(name: str) -> bool:
    return " " in name and name[:1].isupper()


def _is_suffix(part: str, whole_before: bool) -> bool:
    """`whole_before`: a whole name stands before it."""
    return bool(_SUFFIX.fullmatch(part) or (whole_before and _DEGREE.fullmatch(part)))


def _cleaned(stated: str) -> str:
    """LaTeX is resolved before commas are looked at: an accent's argument or a footnote's mark may hold one."""
    if len(stated) > 2 * MAX_NAME_CHARS:
        raise RecordError(f"An author's name has 1 to {MAX_NAME_CHARS} characters", stated)
    if "\\" in stated or "{" in stated or "$" in stated:
        stated = to_unicode(_MARK_MACRO.sub("", stated)).replace("{", "").replace("}", "")
    name = clean_line(stated)
    if "@" in name:
        name = re.sub(r"^\(([^()]*)\)$", r"\1", _MAIL.sub("", name).strip())
    name = _ORCID.sub("", name) if name[-1:].isdigit() or name[-1:] in "X)]" else name
    return _MARKS.sub("", _ET_AL.sub("", name)).strip()


def _somebody(name: str) -> str:
    name = name.strip(" :;,")
    if not any(map(str.isalnum, name)) or _NOBODY.fullmatch(name) or _DIGITS.fullmatch(name):
        return ""
    return name


def is_ordinary(stated: str) -> bool:
    """Nothing of it needs to be looked at closely: words of Latin letters, one space apart, at most of a usual length."""
    if len(stated) > _USUAL_CHARS or not _ORDINARY.fullmatch(stated):
        return False
    return stated.rpartition(" ")[2].rstrip(".").lower() not in _NO_SURNAMES


def _bounded(name: str) -> str:
    if len(name) > MAX_NAME_CHARS:
        raise RecordError(f"An author's name has 1 to {MAX_NAME_CHARS} characters", name)
    return name
