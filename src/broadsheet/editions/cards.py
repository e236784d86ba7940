"""What mail and plain text print of a paper, read with the same few queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from broadsheet import config
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.editions.shortening import MOST_BYTES, shortened, takes_bytes
from broadsheet.papers.field_names import short_name
from broadsheet.papers.models import Authorship, Link, Paper
from broadsheet.papers.names import short_list
from broadsheet.papers.record import LinkKind

TITLE_CHARS, TEXT_CHARS, WHO_CHARS = 300, 320, 160
MARKS = {ClaimStatus.SUPPORTED: "●", ClaimStatus.CONTRADICTED: "▲", ClaimStatus.INCONCLUSIVE: "◌"}
_PRINTED_LINKS = {LinkKind.PDF.value: "PDF", LinkKind.CODE.value: "Code", LinkKind.PROJECT.value: "Project"}


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    who: str
    facts: tuple[str, ...]
    """Day, field, votes."""
    text: str
    """The TL;DR, or the abstract's beginning."""
    is_summary: bool
    url: str
    links: tuple[tuple[str, str], ...]
    """(name, address)"""
    verdict: str
    """Mark, word and claim; empty while nothing was found out."""
    notice: str
    """Withdrawn, and the like."""


def cards_of(paper_ids: Collection[int]) -> dict[int, Card]:
    """Papers that are gone since are left out, and those whose address is too long for mail."""
    papers = Paper.unmerged.select_related("organisation", "primary_field").in_bulk(list(paper_ids))
    authors, links_of, claims = _authors(papers), _links(papers), ledger.claims_of(list(papers))
    return {
        number: _card(paper, authors[number], links_of[number], claims.get(number, []))
        for number, paper in papers.items()
        if takes_bytes(paper.get_absolute_url()) <= MOST_BYTES
    }


def _card(paper: Paper, authors: list[str], urls: dict[str, str], claims: list[Claim]) -> Card:
    url = config.public_url() + paper.get_absolute_url()
    said = paper.summary or paper.abstract_text
    return Card(
        title=shortened(paper.title_text, TITLE_CHARS),
        who=shortened(_who(paper, authors), WHO_CHARS),
        facts=tuple(filter(None, (_day(paper), _field(paper), _votes(paper)))),
        text=shortened(said, TEXT_CHARS),
        is_summary=bool(paper.summary),
        url=url,
        links=(
            *((name, urls[kind]) for kind, name in _PRINTED_LINKS.items() if kind in urls),
            ("Similar papers", f"{url}#similar"),
        ),
        verdict=_verdict(claims),
        notice="" if paper.status == "active" else paper.status.capitalize(),
    )


def _who(paper: Paper, authors: list[str]) -> str:
    names = short_list(authors)
    return (
        f"{names} ({paper.organisation})"
        if paper.organisation and names
        else names or str(paper.organisation or "")
    )


def _day(paper: Paper) -> str:
    return paper.day_text


def _field(paper: Paper) -> str:
    return short_name(paper.primary_field.code, paper.primary_field.name) if paper.primary_field else ""


def _votes(paper: Paper) -> str:
    votes = f"{paper.upvotes:,} vote{'' if paper.upvotes == 1 else 's'}" if paper.upvotes else ""
    comments = f"{paper.comments:,} comment{'' if paper.comments == 1 else 's'}" if paper.comments else ""
    return ", ".join(filter(None, (votes, comments)))


def _verdict(claims: list[Claim]) -> str:
    for claim in claims:
        if claim.status in MARKS:
            return f"{MARKS[claim.status]} {claim.status}: {shortened(claim.sentence, 200)}"
    return ""


def _authors(papers: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Authorship.objects.filter(paper_id__in=papers).order_by("paper_id", "position")
    for paper, name in rows.values_list("paper_id", "author__name"):
        found[paper].append(name)
    return found


def _links(papers: Collection[int]) -> dict[int, dict[str, str]]:
    """The first link of each kind; addresses that no mail should carry are left out."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Link.objects.filter(paper_id__in=papers, kind__in=_PRINTED_LINKS).order_by("id")
    for paper, kind, url in rows.values_list("paper_id", "kind", "url"):
        if url.startswith(("https://", "http://")) and takes_bytes(url) <= MOST_BYTES:
            found[paper].setdefault(kind, url)
    return found
