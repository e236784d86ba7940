"""Identifiers of papers as sources and people write them, in one normal form each.

arxiv: the number without version ("2407.04811", "math/0309136"); doi: lower case, "10.…"; acl: the Anthology's id;
openreview: the forum's id; pmid: digits; url: scheme and host in lower case, without fragment.

`identify` reads a text that is one identifier, however it was printed; `identifiers_in` finds those that running
text names beyond doubt. All entrances (files, feeds, queries, addresses) go through these two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from broadsheet.papers.identifier_addresses import address, of_address, of_doi
from broadsheet.papers.identifier_forms import (
    MAX_VALUE_CHARS,
    NUMBER,
    arxiv_number,
    arxiv_version,
    doi,
    with_archive,
    without_escapes,
    without_tail,
)
from broadsheet.papers.record import Identifier
from broadsheet.papers.text import clean_line

__all__ = [
    "address",
    "arxiv_number",
    "arxiv_version",
    "doi",
    "first_of_scheme",
    "identifiers",
    "identifiers_in",
    "identifiers_typed",
    "identify",
    "in_normal_form",
    "is_web_address",
    "printed_address",
    "with_archive",
]

MAX_URL_CHARS = 2_000
MAX_SEARCHED_CHARS = 20_000
"""How much of a running text is searched for identifiers: they stand near its beginning."""
MAX_TYPED_WORDS = 12
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UNFIT = re.compile(r"[\s\x00-\x20\x7f<>\"\ud800-\udfff]")
_READ_ANEW = frozenset(("arxiv", "doi", "url"))
_SCHEMES = frozenset(("acl", "openreview", "pmid", "ledger"))
_MARK = r"arxiv(?:\.org)?(?:\s+(?:e-?prints?|preprints?|number|no\.?|id))?"
_PREFIX = re.compile(
    rf"(?:(?:oai|urn|info)[:/]\s?)?(?:{_MARK}[:/\s._-]?\s*)+(?:abs|pdf)?/?|(?:abs|pdf)/|e-?prints?\s?(?::|\s)\s*",
    re.I,
)
_CLASSES = re.compile(r"\s*[\[(][a-z][\w.,; -]{0,60}[\])]$", re.I | re.ASCII)
_DOI_START = re.compile(
    r"(?:(?:urn|info)[:/])?(?:doi\b[:/\s]?\s*)?(?:https?://(?:dx\.)?doi\.org/)?(?=10\.\d{4,9})", re.I
)
_URL_MACRO = re.compile(r"\\(?:url|path|nolinkurl|href)\s*\{([^{}]*)\}.*", re.S)
_BARE_ADDRESS = re.compile(r"(?:[a-z\d-]{1,63}\.){1,5}[a-z]{2,12}/\S", re.I | re.ASCII)
_ENCLOSED = {"(": ")", "[": "]", "<": ">", "{": "}", '"': '"', "'": "'", "“": "”", "‘": "’"}

_IN_TEXT = re.compile(
    rf"(?<![\w./-])(?:{_MARK}[:/\s]\s?)+(?:abs/|pdf/)?(?P<arxiv>{NUMBER})(?![\w/]|\.\d)"
    r"|https?://[^\s<>\"{}|\\^`\[\]]+(?:\\[_%#&~][^\s<>\"{}|\\^`\[\]]*)*"
    rf"|(?<![\w./-])(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/(?P<bare>{NUMBER})(?![\w/])"
    r"|(?<![\w./-])(?P<doi>10\.\d{4,9}(?:\.\d{1,9}){0,9}/[^\s<>\"]+)",
    re.I | re.ASCII,
)


def identify(text: object) -> Identifier | None:
    """What a text names: a number, a DOI, `scheme:value`, an address of a known site or any web address.

    As printed anywhere: in brackets or quotes, with full stop, prefix, version, classes behind (`arXiv:2407.04811v1
    [cs.LG]`), LaTeX's escapes, a mirror's address, an address without its scheme. None where it names nothing.
    """
    if not isinstance(text, str) or not (text := text.strip()) or len(text) > 2 * MAX_VALUE_CHARS:
        return None
    usual = text[6:] if text[:6].lower() == "arxiv:" else text
    if usual[:1].isdecimal() and (number := arxiv_number(usual)):
        return Identifier("arxiv", number)
    if text[-1].isalnum() and "\\" not in text and (named := _of_scheme(text)):
        return named
    text = _bare(text)
    if not text or not text.isprintable():
        return None
    if number := _number_of(text):
        return Identifier("arxiv", number)
    if start := _DOI_START.match(text):
        rest = text[start.end() :]
        return of_doi(rest) if " " not in rest.strip() else of_doi(rest.split()[0])
    if re.match("https?://", text, re.I):
        return of_address(text)
    if _BARE_ADDRESS.match(text):
        named = of_address(f"https://{text}")
        return named if named and named.scheme != "url" else None
    return _of_scheme(text)


def identifiers(*stated: object) -> tuple[Identifier, ...]:
    """The distinct ones among texts of any kind, in order; plain web addresses are left out."""
    found = dict.fromkeys(identifier for text in stated if (identifier := identify(text)))
    return tuple(identifier for identifier in found if identifier.scheme != "url")


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """Those that running text (a note, a journal's line) names beyond doubt: a number of arXiv with its name before
    it, a DOI, an address of a known site. A bare number may be anything and is left alone."""
    return tuple(dict.fromkeys(_in_text(text[:MAX_SEARCHED_CHARS])))


def identifiers_typed(text: str) -> tuple[Identifier, ...]:
    """Those that a query or an address names: as a whole, in passing, or bare among a few words. A bare number among
    them is taken for one of arXiv, since nothing comes of it unless a paper has it."""
    text = clean_line(text).translate(_FULL_WIDTH)
    found = [whole] if (whole := identify(text)) else []
    if not found or found[0].scheme == "url":
        found += identifiers_in(text)
    words = text.split(None, MAX_TYPED_WORDS)
    if not found and 1 < len(words) <= MAX_TYPED_WORDS:
        found = [named for word in words if any(map(str.isdigit, word)) and (named := identify(word))]
    return tuple(dict.fromkeys(found))


def in_normal_form(stated: Identifier) -> Identifier:
    """An identifier that a source wrote with version, resolver or address, as all others are written."""
    if stated.scheme == "arxiv" and arxiv_number(stated.value) == stated.value:
        return stated
    if stated.scheme not in _READ_ANEW:
        return stated
    return identify(stated.value) or stated


def is_web_address(text: str) -> bool:
    """Whether a page may link to it: http or https, no spaces or control characters, of bounded length."""
    return text.startswith(("http://", "https://")) and len(text) <= MAX_URL_CHARS and not _UNFIT.search(text)


def printed_address(text: str) -> str:
    """A web address without what LaTeX or print puts around it; to be checked by `is_web_address`."""
    return _bare(text) if "\\" in text or text[:1] in "<({" else text.strip()


def first_of_scheme(found: Iterable[Identifier], scheme: str) -> str | None:
    return next((identifier.value for identifier in found if identifier.scheme == scheme), None)


def _of_scheme(text: str) -> Identifier | None:
    scheme, colon, value = text.partition(":")
    if not colon or scheme.lower() not in _SCHEMES or not text.isprintable():
        return None
    value = value.strip()
    return Identifier(scheme.lower(), value) if value and len(value) <= MAX_VALUE_CHARS else None


def _in_text(text: str) -> Iterator[Identifier]:
    if "." not in text and "/" not in text:
        return
    for found in _IN_TEXT.finditer(text):
        if number := found["arxiv"] or found["bare"]:
            named = Identifier("arxiv", value) if (value := arxiv_number(number)) else None
        elif found["doi"]:
            named = of_doi(found["doi"])
        else:
            named = of_address(without_tail(found[0])) if len(found[0]) <= MAX_URL_CHARS else None
        if named and named.scheme != "url":
            yield named


def _bare(text: str) -> str:
    """Without what stands around an identifier in print: `\\url{…}`, brackets, quotes, a full stop."""
    if "\\" in text:
        macro = _URL_MACRO.match(text)
        text = without_escapes(macro[1] if macro else text).strip()
    for _ in range(3):
        before = text
        if len(text) > 1 and _ENCLOSED.get(text[0]) == text[-1]:
            text = text[1:-1].strip()
        text = without_tail(text).strip()
        if text == before:
            break
    return text


def _number_of(text: str) -> str | None:
    if found := arxiv_number(text):
        return found
    prefix = _PREFIX.match(text)
    rest = text[prefix.end() :] if prefix else text
    rest = rest[:-4] if rest[-4:].lower() == ".pdf" else rest
    return arxiv_number(_CLASSES.sub("", rest)) or arxiv_number(rest.partition(",")[0] if prefix else rest)
