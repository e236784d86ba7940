"""An entry as the lines that mail and plain text print of a paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from broadsheet import config
from broadsheet.claims.models import Claim, ClaimStatus
from broadsheet.editions.shortening import MOST_BYTES, shortened, takes_bytes
from broadsheet.listing.briefs import brief_of
from broadsheet.listing.entries import Entry, entries_of
from broadsheet.papers.counts import Counts
from broadsheet.papers.field_names import short_name
from broadsheet.papers.models import Paper
from broadsheet.papers.names import short_list
from broadsheet.papers.record import LinkKind

TITLE_CHARS, TEXT_CHARS, WHO_CHARS = 300, 320, 160
MARKS = {ClaimStatus.SUPPORTED: "●", ClaimStatus.CONTRADICTED: "▲", ClaimStatus.INCONCLUSIVE: "◌"}
_PRINTED_LINKS = {LinkKind.PDF.value: "PDF", LinkKind.CODE.value: "Code", LinkKind.PROJECT.value: "Project"}


@dataclass(frozen=True, slots=True)
class TextCard:
    title: str
    who: str
    facts: tuple[str, ...]
    """Day, field, votes."""
    text: str
    """The TL;DR or the claim line, else the abstract's beginning."""
    text_by: str
    """Who says so, before the text; empty before an abstract."""
    url: str
    links: tuple[tuple[str, str], ...]
    """(name, address)"""
    verdict: str
    """Mark, word and claim; empty while no verdict was reached."""
    notice: str
    """Withdrawn, and the like."""


def cards_of(paper_ids: Collection[int]) -> dict[int, TextCard]:
    """Papers that are gone since are left out, and those whose address is too long for mail."""
    papers = Paper.unmerged.select_related("organisation", "primary_field").in_bulk(list(paper_ids))
    return {
        entry.paper.id: _card(entry)
        for entry in entries_of(list(papers.values()))
        if takes_bytes(entry.url) <= MOST_BYTES
    }


def _card(entry: Entry) -> TextCard:
    paper, url = entry.paper, config.public_url() + entry.url
    links, brief = _printed_links(entry), brief_of(entry)
    return TextCard(
        title=shortened(entry.title, TITLE_CHARS),
        who=shortened(_who(entry), WHO_CHARS),
        facts=tuple(
            filter(
                None, (paper.day_text, _field(paper), ", ".join(Counts(entry.votes, entry.comments).in_words))
            )
        ),
        text=shortened(brief.quoted if brief else entry.abstract, TEXT_CHARS),
        text_by=brief.by if brief else "",
        url=url,
        links=(
            *((name, links[kind]) for kind, name in _PRINTED_LINKS.items() if kind in links),
            ("Similar papers", f"{url}#similar"),
        ),
        verdict=_verdict(entry.claims),
        notice="" if entry.is_active else paper.status.capitalize(),
    )


def _who(entry: Entry) -> str:
    names, organisation = short_list(entry.authors), str(entry.paper.organisation or "")
    return f"{names} ({organisation})" if organisation and names else names or organisation


def _field(paper: Paper) -> str:
    return short_name(paper.primary_field.code, paper.primary_field.name) if paper.primary_field else ""


def _verdict(claims: Iterable[Claim]) -> str:
    for claim in claims:
        if claim.status in MARKS:
            replied = ", with its authors' reply" if claim.reply_count else ""
            return f"{MARKS[claim.status]} {claim.status}{replied}: {shortened(claim.sentence, 200)}"
    return ""


def _printed_links(entry: Entry) -> dict[str, str]:
    """The first link of each kind; addresses that no mail should carry are left out."""
    links: dict[str, str] = {}
    for kind, url in entry.links:
        if (
            kind in _PRINTED_LINKS
            and url.startswith(("https://", "http://"))
            and takes_bytes(url) <= MOST_BYTES
        ):
            links.setdefault(kind, url)
    return links
