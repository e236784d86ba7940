"""One paper as Markdown, for people who read text and for language models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadsheet.api.citations.bibtex import bibtex
from broadsheet.api.citations.work import work_of
from broadsheet.api.markdown.text import escaped, line, link
from broadsheet.claims.findings import scale_of
from broadsheet.claims.models import Claim, Reply
from broadsheet.claims.nearby import NearClaim
from broadsheet.listing.briefs import CLAIM_LINE_BY, tldr_by
from broadsheet.listing.entries import Entry

_LINKS = {"page": "Page at its source", "pdf": "PDF", "code": "Code", "project": "Project"}
_ADDRESSES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "acl": "https://aclanthology.org/",
}
MOST_AUTHORS = 100
NOT_HARVESTED = "Abstract, fields and versions are not harvested yet: `broadsheet harvest built-in-papers` asks arXiv for them."


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
    elif entry.awaits_arxiv:
        yield NOT_HARVESTED
    if entry.claims:
        yield "## Claims"
        yield "\n".join(claim_line(claim, base) for claim in entry.claims)
        for claim, replies in entry.claims_with_replies:
            yield from (reply(each, claim) for each in replies)
    if entry.tested_nearby:
        yield "## What was tested nearby"
        yield "\n".join(_near(each, base) for each in entry.tested_nearby)
    if similar:
        yield "## Similar papers"
        yield "\n".join(f"- {link(each.title, base + each.url)}" for each in similar)
    yield "## Cite"
    yield f"```bibtex\n{bibtex([work_of(entry)]).strip()}\n```"


def claim_line(claim: Claim, base: str) -> str:
    said = claim.sentence or claim.title
    replied = ", with its authors' reply" if claim.reply_count else ""
    named = link(claim.ledger_id, f"{base}/claims/{claim.ledger_id}")
    return f"- **{claim.status}** ({named}{replied}): {line(said)}"


def reply(reply: Reply, claim: Claim) -> str:
    """A reply is Markdown already; as a quotation it cannot be taken for a text of ours."""
    then = f", when the claim was {reply.status}" if reply.status != claim.status else ""
    head = f"**Author's reply**, {line(reply.author)}, {reply.day:%Y-%m-%d}{then}:"
    return "\n".join(
        [f"> {head}", ">", *(f"> {each}".rstrip() for each in _without_tags(reply.text).split("\n"))]
    )


def _without_tags(text: str) -> str:
    """Markdown whose `<` begins nothing but the address of a link."""
    return re.sub(r"<(?!https?://|mailto:)", "&lt;", text)


def _near(near: NearClaim, base: str) -> str:
    return f"{claim_line(near.claim, base)} ({scale_of(near.claim)}, distance {near.distance:.2f})"


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
