"""One paper as Markdown, for people who read text and for language models."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.api.citations.bibtex import bibtex
from broadsheet.api.citations.work import work_of
from broadsheet.api.markdown.text import escaped, line, link
from broadsheet.claims.models import Claim
from broadsheet.listing.briefs import CLAIM_LINE_BY, tldr_by
from broadsheet.listing.entries import Entry

_LINKS = {"page": "Page at its source", "pdf": "PDF", "code": "Code", "project": "Project"}
_ADDRESSES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "acl": "https://aclanthology.org/",
}
MOST_AUTHORS = 100


def paper(entry: Entry, base: str, similar: tuple[Entry, ...] = ()) -> str:
    return "\n\n".join(part for part in _parts(entry, base, similar) if part) + "\n"


def _parts(entry: Entry, base: str, similar: tuple[Entry, ...]) -> Iterator[str]:
    row = entry.paper
    yield f"# {line(entry.title)}"
    if not entry.is_active:
        yield f"**{row.status.capitalize()}.** Its source has {row.status} this paper; what we know of it stays here."
    yield line(entry.short_byline(MOST_AUTHORS))
    yield "\n".join(_facts(entry, base))
    if row.summary:
        yield f"**In one sentence:** {line(row.summary)}"
    if entry.tldr:
        yield f"**{line(tldr_by(entry.tldr.model))}:** {line(entry.tldr.text)}"
        quoted = zip(entry.tldr.sentences, entry.tldr_sources, strict=True)
        yield "\n".join(f"- {line(made.text)} From: “{line(source)}”" for made, source in quoted)
    if entry.claim_sentence:
        yield f"**{CLAIM_LINE_BY}, unchecked:** “{line(entry.claim_sentence)}”"
    if entry.abstract:
        yield "## Abstract"
        yield escaped(entry.abstract)
    if entry.claims:
        yield "## Claims"
        yield "\n".join(claim_line(claim, base) for claim in entry.claims)
    if similar:
        yield "## Similar papers"
        yield "\n".join(f"- {link(each.title, base + each.url)}" for each in similar)
    yield "## Cite"
    yield f"```bibtex\n{bibtex([work_of(entry)]).strip()}\n```"


def claim_line(claim: Claim, base: str) -> str:
    said = claim.sentence or claim.title
    return f"- **{claim.status}** ({link(claim.ledger_id, f'{base}/claims/{claim.ledger_id}')}): {line(said)}"


def _facts(entry: Entry, base: str) -> Iterator[str]:
    row = entry.paper
    yield f"- Here: {base}{entry.url}"
    if row.organisation:
        yield f"- Organisation: {line(row.organisation.name)}"
    if row.published:
        yield f"- Published: {row.published_iso}"
    if row.updated and row.updated != row.published:
        yield f"- Updated: {row.updated:%Y-%m-%d}"
    if entry.fields:
        yield f"- Fields: {', '.join(line(name or code) for code, name in entry.fields)}"
    for scheme, value in entry.identifiers:
        yield f"- {scheme}: {_ADDRESSES.get(scheme, '')}{value}"
    for kind, url in entry.links:
        yield f"- {_LINKS.get(kind, kind)}: {url}"
    if entry.votes or entry.comments:
        yield f"- Votes: {entry.votes}, comments: {entry.comments}"
