"""Identifiers of papers as sources write them, in one normal form each.

arxiv: the number without version ("2407.04811", "math/0309136"); doi: lower case, "10.…"; acl: the Anthology's id;
openreview: the forum's id; pmid: digits; url: scheme and host in lower case, without fragment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, unquote, urlsplit

from broadsheet.papers.record import Identifier

MAX_VALUE_CHARS = 500
MAX_URL_CHARS = 2_000
_UNFIT = re.compile(r"[\s\x00-\x20\x7f<>\"\ud800-\udfff]")
_ARCHIVES = (
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con"
)
_NEW = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.(\d{4,5})(v\d{1,3})?", re.ASCII)
_OLD = re.compile(
    rf"({'|'.join(_ARCHIVES.split())})(?:\.[a-z]{{2}})?/(\d\d(?:0[1-9]|1[0-2])\d{{3}})(v\d{{1,3}})?",
    re.I | re.ASCII,
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9}){0,9}/\S+", re.ASCII)
_ARXIV_DOI = "10.48550/arxiv."
_PREFIX = re.compile(r"(?:oai:)?arxiv(?:\.org)?[:\s]\s*", re.I)
_SCHEMES = frozenset(("acl", "openreview", "pmid", "ledger"))
_ARXIV_HOSTS = ("arxiv.org", "alphaxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "huggingface.co", "hf.co")
_ARXIV_PATHS = re.compile(
    r"/(?:abs|pdf|html|format|ps|src|e-print|overview|papers|list)/(.+?)(?:\.pdf)?/?", re.I
)
_TRAILING = ".,;:)]}>\"'"


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


def doi(text: str) -> str | None:
    """In lower case, without resolver or trailing punctuation; None if the text holds none."""
    found = _DOI.search(unquote(text) if "%" in text else text)
    if not found or len(found[0]) > MAX_VALUE_CHARS:
        return None
    value = found[0].lower().rstrip(_TRAILING if "(" not in found[0] else ".,;:]}>\"'")
    return value if _DOI.fullmatch(value) else None


def identify(text: object) -> Identifier | None:
    """What a text names: a number, a DOI, `scheme:value`, an address of a known site or any web address."""
    if not isinstance(text, str) or not (text := text.strip()) or len(text) > 2 * MAX_VALUE_CHARS:
        return None
    if not text.isprintable():
        return None
    if number := arxiv_number(_PREFIX.sub("", text, count=1)):
        return Identifier("arxiv", number)
    if re.match("https?://", text, re.I):
        return _of_address(text)
    if re.match(r"(?:doi:\s*)?10\.\d{4,9}", text, re.I):
        return _of_doi(text)
    scheme, colon, value = text.partition(":")
    if colon and scheme.lower() in _SCHEMES and value.strip() and len(value) <= MAX_VALUE_CHARS:
        return Identifier(scheme.lower(), value.strip())
    return None


def identifiers(*stated: object) -> tuple[Identifier, ...]:
    """The distinct ones among texts of any kind, in order; plain web addresses are left out."""
    found = dict.fromkeys(identifier for text in stated if (identifier := identify(text)))
    return tuple(identifier for identifier in found if identifier.scheme != "url")


def is_web_address(text: str) -> bool:
    """One that a page may link to: http or https, no spaces or control characters, not endless."""
    return text.startswith(("http://", "https://")) and len(text) <= MAX_URL_CHARS and not _UNFIT.search(text)


def address(text: str) -> Identifier | None:
    """Any web address as an identifier, for a source that has no better one."""
    if not text.isprintable():
        return None
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    query = f"?{parts.query}" if parts.query else ""
    value = f"{parts.scheme.lower()}://{parts.netloc.lower().rpartition('@')[2]}{parts.path}{query}"
    return Identifier("url", value) if len(value) <= MAX_VALUE_CHARS else None


def first_of_scheme(found: Iterable[Identifier], scheme: str) -> str | None:
    return next((identifier.value for identifier in found if identifier.scheme == scheme), None)


def _of_doi(text: str) -> Identifier | None:
    value = doi(text)
    if value is None:
        return None
    number = arxiv_number(value.removeprefix(_ARXIV_DOI)) if value.startswith(_ARXIV_DOI) else None
    return Identifier("arxiv", number) if number else Identifier("doi", value)


def _of_address(text: str) -> Identifier | None:
    general = address(text)
    if general is None:
        return None
    parts = urlsplit(text)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("export.").removeprefix("browse.")
    if host in _ARXIV_HOSTS and (path := _ARXIV_PATHS.fullmatch(parts.path)):
        number = arxiv_number(path[1])
        return Identifier("arxiv", number) if number else general
    if host in ("doi.org", "dx.doi.org"):
        return _of_doi(parts.path.lstrip("/")) or general
    if host == "aclanthology.org" and (found := re.fullmatch(r"/([A-Za-z0-9.-]+?)(?:\.pdf)?/?", parts.path)):
        return Identifier("acl", found[1])
    if host == "openreview.net" and (forum := parse_qs(parts.query).get("id")):
        return Identifier("openreview", forum[0])
    if host == "pubmed.ncbi.nlm.nih.gov" and parts.path.strip("/").isdecimal():
        return Identifier("pmid", parts.path.strip("/"))
    return general
