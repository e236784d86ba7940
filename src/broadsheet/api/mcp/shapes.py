"""What tools answer, as JSON that a language model reads."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from broadsheet.claims.findings import finding
from broadsheet.claims.models import Claim, Reply
from broadsheet.claims.replies import to_dict
from broadsheet.listing.briefs import brief_of
from broadsheet.listing.entries import Entry, entries_of
from broadsheet.listing.hits import entry_hits
from broadsheet.papers.models import Paper
from broadsheet.search.facade import Hit

EXCERPT_CHARS = 500


class ReplyFound(TypedDict):
    author: str
    day: str
    text: str
    """Markdown."""
    status_then: str
    """Status of the claim when the reply was recorded."""


class ClaimFound(TypedDict):
    id: str
    status: str
    """supported, contradicted, inconclusive, stale, unchecked or untestable"""
    sentence: str
    replies: list[ReplyFound]
    """What the paper's authors replied."""
    finding: str
    """What the verdict rests on, and what it does not say; empty before a full run."""
    paper: str
    """Its id; empty where there is none."""
    url: str


class PaperFound(TypedDict):
    id: str
    """For read_paper and similar_papers."""
    title: str
    authors: str
    published: str
    field: str
    summary: str
    """One sentence with who says so, or the abstract's beginning."""
    claim_line: str
    """The sentence of its abstract that states what was found: its authors say so, nobody checked it. May be empty."""
    votes: int
    code: str
    """Where its code is; empty where unknown."""
    claims: list[ClaimFound]
    url: str
    why: str
    """Why it was found; empty in a list that was not searched."""


class PaperList(TypedDict):
    title: str
    about: str
    total: int
    papers: list[PaperFound]


def paper_found(entry: Entry, base: str, why: str = "") -> PaperFound:
    paper, brief = entry.paper, brief_of(entry)
    return PaperFound(
        id=paper.public_id,
        title=entry.title,
        authors=entry.short_byline(8),
        published=paper.published_iso,
        field=entry.fields[0][0] if entry.fields else "",
        summary=str(brief) if brief else _beginning(entry.abstract),
        claim_line=entry.claim_sentence,
        votes=entry.votes,
        code=entry.code_url,
        claims=[claim_found(claim, paper, base, replies) for claim, replies in entry.claims_with_replies],
        url=base + entry.url,
        why=why,
    )


def claim_found(claim: Claim, paper: Paper | None, base: str, replies: Sequence[Reply]) -> ClaimFound:
    return ClaimFound(
        id=claim.ledger_id,
        status=str(claim.status),
        sentence=claim.sentence or claim.title,
        replies=[ReplyFound(**to_dict(reply)) for reply in replies],  # type: ignore[typeddict-item]
        finding=finding(claim),
        paper=paper.public_id if paper else "",
        url=f"{base}/claims/{claim.ledger_id}",
    )


def listed(papers: Sequence[Paper], base: str) -> list[PaperFound]:
    return [paper_found(entry, base) for entry in entries_of(papers)]


def hits_found(hits: Sequence[Hit], base: str) -> list[PaperFound]:
    return [paper_found(each.entry, base, each.why) for each in entry_hits(hits)]


def _beginning(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= EXCERPT_CHARS else text[:EXCERPT_CHARS].rsplit(" ", 1)[0] + " …"
