"""Identifiers from web addresses: the pages, files and mirrors of sites that publish papers."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from broadsheet.papers.identifier_forms import (
    MAX_VALUE_CHARS,
    NUMBER,
    arxiv_number,
    doi,
    without_escapes,
    without_tail,
)
from broadsheet.papers.record import Identifier

ARXIV_DOI = "10.48550/arxiv."
_HOST_PREFIX = re.compile(r"^(?:www|m|export|browse)\.")
_MIRROR = re.compile(r"(?:[a-z]{2}|lanl|xxx|beta|static)\.arxiv\.org|(?:xxx|www)\.lanl\.gov|xxx\.itp\.ac\.cn")
_SHOWS_ARXIV = frozenset(
    "arxiv.org alphaxiv.org ar5iv.org ar5iv.labs.arxiv.org huggingface.co hf.co semanticscholar.org "  # noqa: SIM905
    "api.semanticscholar.org inspirehep.net scirate.com arxiv-vanity.com emergentmind.com papers.cool "
    "adsabs.harvard.edu ui.adsabs.harvard.edu arxiv.labs.arxiv.org browse.arxiv.org".split()
)
_ARXIV_PATH = re.compile(
    r"/(?:abs|pdf|html|format|ps|src|e-print|overview|papers?|list|arxiv|graph/v1/paper|tb|dvi)?/?"
    rf"(?:arxiv[:/])?({NUMBER})(?:\.pdf|\.ps\.gz|\.ps)?/?(?:abstract)?",
    re.I | re.ASCII,
)
_FTP_PATH = re.compile(
    rf"/ftp/([a-z-]+)/papers/\d{{4}}/({NUMBER}|\d{{7}}(?:v\d{{1,3}})?)(?:\.pdf|\.ps\.gz)?", re.I | re.ASCII
)
_DOI_PATH = re.compile(
    r"/(?:[a-z]+/)?(?:doi|article|chapter|book|content(?=/pdf))/(?:(?:abs|full|pdf|epdf|pdfplus|pdfdirect|epub|reader|book)/)?"
    r"(10\.\d{4,9}/[^?#]+)",
    re.I | re.ASCII,
)
_FILE_ENDING = re.compile(r"(?:\.pdf|\.epub|/(?:full|abstract|pdf|html))$", re.I)


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


def of_address(text: str) -> Identifier | None:
    """The identifier of the paper that a page or file belongs to; the address itself if its site is not known."""
    text = without_escapes(text.strip())
    general = address(text)
    if general is None:
        return None
    parts = urlsplit(text)
    host = _HOST_PREFIX.sub("", parts.hostname or "")
    return (
        _of_arxiv(host, unquote(parts.path)) or _of_doi(host, parts.path) or _of_site(host, text) or general
    )


def of_doi(text: str) -> Identifier | None:
    found = doi(text)
    if found is None:
        return None
    if found.startswith(ARXIV_DOI) and (number := arxiv_number(found.removeprefix(ARXIV_DOI))):
        return Identifier("arxiv", number)
    return Identifier("doi", found)


def _of_arxiv(host: str, path: str) -> Identifier | None:
    if host not in _SHOWS_ARXIV and not _MIRROR.fullmatch(host):
        return None
    path = without_tail(path)
    if found := _ARXIV_PATH.fullmatch(path):
        number = arxiv_number(found[1])
    elif found := _FTP_PATH.fullmatch(path):
        number = arxiv_number(found[2]) or arxiv_number(f"{found[1]}/{found[2]}")
    else:
        number = None
    return Identifier("arxiv", number) if number else None


def _of_doi(host: str, path: str) -> Identifier | None:
    if host in ("doi.org", "dx.doi.org"):
        return of_doi(path.lstrip("/"))
    found = _DOI_PATH.fullmatch(unquote(path)) if "/10." in path or "/10%2" in path else None
    return of_doi(_FILE_ENDING.sub("", found[1])) if found else None


def _of_site(host: str, text: str) -> Identifier | None:
    parts = urlsplit(text)
    if host == "aclanthology.org" and (found := re.fullmatch(r"/([A-Za-z0-9.-]+?)(?:\.pdf)?/?", parts.path)):
        return Identifier("acl", found[1])
    if host == "openreview.net" and (forum := parse_qs(parts.query).get("id")):
        return Identifier("openreview", forum[0])
    if host == "pubmed.ncbi.nlm.nih.gov" and parts.path.strip("/").isdecimal():
        return Identifier("pmid", parts.path.strip("/"))
    return None
