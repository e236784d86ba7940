"""Code and project links that authors put into their abstracts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from broadsheet.papers.record import LinkKind, RecordLink

_SIGNS_OF_A_LINK = ("://", "www.", ".com/", ".io", ".org/", ".co/", ".science/", ".COM/")
_CODE_HOSTS = frozenset(
    {"github.com", "bitbucket.org", "codeberg.org", "gitee.com", "anonymous.4open.science", "sourceforge.net"}
)
_BARE_HOSTS = (
    r"(?:github|gitlab|huggingface|bitbucket|codeberg|gitee|hf)\.(?:com|co|org)|anonymous\.4open\.science"
)
_ADDRESS = re.compile(
    r"(?:https?\s?:\s?//\s?|\bwww\.)[^\s{}<>\"|\\^`“”]+(?:\\[_%#&~$][^\s{}<>\"|\\^`“”]*)*"
    rf"|(?<![\w@/.:-])(?:(?:{_BARE_HOSTS})/|[a-z\d][a-z\d-]*\.github\.io\b)[^\s{{}}<>\"|\\^`“”]*"
    r"(?:\\[_%#&~$][^\s{}<>\"|\\^`“”]*)*",
    re.I,
)
_SPLIT_ADDRESS = re.compile(r"\b(github|gitlab|huggingface)\.\s?(com|co|io)\s?/\s?(?=[\w.-]+/\w)", re.I)
_PLACEHOLDER = re.compile(
    r"^/(?:\W*|(?:upon|after)[-_]?accept\w*|anonym\w*|xxx+|tba|tbd|username|your[-_]?\w*)/?$", re.I
)
_ESCAPE = re.compile(r"\\([_%#&~$])|\{\\(?:textunderscore|_)\}|\$\\sim\$")
_SPACED_SCHEME = re.compile(r"^(https?)\s?:\s?//\s?", re.I)
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d])?\.)+[a-z]{2,24}", re.I)
_NOT_THEIRS = re.compile(
    r"(?:^|\.)(?:arxiv\.org|handle\.net|creativecommons\.org|openreview\.net|aclanthology\.org|aclweb\.org"
    r"|wikipedia\.org|localhost|local|internal|lan|test|invalid|example|example\.(?:com|org|net))$"
)
_DEPOSIT = re.compile(r"/10\.(?:5281/zenodo|6084/m9\.figshare|17605/osf|5061/dryad|7910/dvn)", re.I)
_CODE_WORDS = re.compile(
    r"\b(?:code|codes|codebase|implementation|source|software|repository|git|toolkit)\b", re.I
)
_PROJECT_WORDS = re.compile(
    r"\b(?:project|web ?site|web ?page|home ?page|page|site|demos?|videos?|available|released?|found|accessed|see|visit"
    r"|data|datasets?|corpus|benchmark|leaderboard|samples?|models?|check|here|download\w*|at|access\w*|disponible\w*|online|web"
    r"|public\w*|release|open|introduc\w*|present|propose|dashboard|interactive|documentation|platform|visuali[sz]ed)\b",
    re.I,
)
_LONGEST = 500
_LONGEST_HOST = 253


def find_links(abstract: str) -> tuple[RecordLink, ...]:
    """Links in the order of the text, each once; addresses that the authors only mention are left out."""
    if not any(sign in abstract for sign in _SIGNS_OF_A_LINK):
        return ()
    abstract = _SPLIT_ADDRESS.sub(r"\1.\2/", abstract)
    found: dict[str, RecordLink] = {}
    for url, context in _addresses(abstract):
        kind = _kind(url, context)
        if kind is not None:
            found.setdefault(_sameness(url), RecordLink(kind, url.geturl()))
    return tuple(found.values())


def _addresses(abstract: str) -> Iterator[tuple[SplitResult, str]]:
    """Each usable address with the words before it, back to the end of the sentence before."""
    end = 0
    first_sign = min(at for sign in _SIGNS_OF_A_LINK if (at := abstract.find(sign)) >= 0)
    for match in _ADDRESS.finditer(abstract, max(0, first_sign - _LONGEST_HOST)):
        context = re.split(r"[.!?]\s", abstract[max(end, match.start() - 160) : match.start()])[-1]
        end = match.end()
        url = _address(match.group())
        if url is not None:
            yield url, context


def _address(raw: str) -> SplitResult | None:
    if len(raw) > _LONGEST:
        return None
    text = _ESCAPE.sub(lambda escape: escape.group(1) or ("~" if "sim" in escape.group() else "_"), raw)
    text = _SPACED_SCHEME.sub(lambda scheme: f"{scheme.group(1).lower()}://", _without_tail(text))
    if not text.startswith(("http://", "https://")):
        text = f"https://{text}"
    try:
        url = urlsplit(text)
        url.port  # noqa: B018  (raises for a port that is no number)
    except ValueError:
        return None
    host = (url.hostname or "").removesuffix(".")
    if url.username or not _is_public(host):
        return None
    netloc = host if url.port is None else f"{host}:{url.port}"
    return url._replace(netloc=netloc)


def _without_tail(text: str) -> str:
    """Strip the punctuation of the sentence, and a closing bracket that was opened before the address."""
    while text:
        last = text[-1]
        unopened = last in ")]" and text.count(last) > text.count("(["[")]".index(last)])
        if (last in ".,;:!?'’‘*_$-–—/\\(~" and not (last == "/" and text.count("/") > 3)) or unopened:
            text = text[:-1]
        else:
            break
    return text


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return bool(_HOST.fullmatch(host)) and not _NOT_THEIRS.search(host)


def _kind(url: SplitResult, context: str) -> LinkKind | None:
    host = (url.hostname or "").removeprefix("www.")
    if host.endswith("doi.org") and not _DEPOSIT.match(url.path):
        return None
    if _PLACEHOLDER.match(url.path) and host in _CODE_HOSTS:
        return None
    path = [part for part in url.path.split("/") if part]
    if host in _CODE_HOSTS or host.startswith("gitlab."):
        return LinkKind.CODE if path else None
    if host in ("huggingface.co", "hf.co"):
        if not path or path[0] in ("papers", "blog", "docs"):
            return None
        return LinkKind.PROJECT if path[0] in ("datasets", "spaces", "collections") else LinkKind.CODE
    if host.endswith((".github.io", ".gitlab.io")):
        return LinkKind.PROJECT
    if _CODE_WORDS.search(context):
        return LinkKind.CODE
    return LinkKind.PROJECT if not context.strip(" (") or _PROJECT_WORDS.search(context) else None


def _sameness(url: SplitResult) -> str:
    host = url.netloc.removeprefix("www.")
    path = url.path.rstrip("/").removesuffix(".git")
    return f"{host}{path.lower() if host in _CODE_HOSTS else path}?{url.query}"
