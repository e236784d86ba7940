"""Print a paper for `broadsheet show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broadsheet.errors import InputError

if TYPE_CHECKING:
    from broadsheet.listing.entries import Entry
    from broadsheet.papers.models import Paper


def paper_of(text: str) -> Paper:
    from broadsheet.papers.lookup import find_paper

    paper = find_paper(text)
    if paper is None:
        raise InputError(
            "No paper has this identifier",
            text,
            "Give an id as search prints it, an arXiv number, a DOI or an address.",
        )
    return paper


def in_brief(entry: Entry) -> dict[str, Any]:
    paper = entry.paper
    return {
        "id": paper.public_id,
        "title": paper.title_text,
        "day": paper.day.isoformat() if paper.day else None,
        "field": paper.primary_field.code if paper.primary_field else None,
        "organisation": paper.organisation.name if paper.organisation else None,
        "authors": paper.author_count,
        "votes": entry.votes,
        "comments": entry.comments,
        "code": paper.has_code,
    }


def in_full(paper: Paper) -> dict[str, Any]:
    from broadsheet.listing.entries import entry_of

    entry = entry_of(paper)
    return {
        **in_brief(entry),
        "status": paper.status,
        "published": paper.published,
        "published_precision": paper.published_to.value if paper.published else None,
        "updated": paper.updated,
        "authors": list(entry.authors),
        "author_count": paper.author_count,
        "fields": [code for code, _ in entry.fields],
        "identifiers": [f"{scheme}:{value}" for scheme, value in entry.identifiers],
        "links": [{"kind": kind, "url": url} for kind, url in entry.links],
        "lists": [
            {"list": p.paper_list.slug, "position": p.position, "submitter": p.submitter}
            for p in sorted(entry.listings, key=lambda listing: listing.paper_list.slug)
        ],
        "sources": [str(record) for record in paper.records.defer("payload").order_by("id")],
        "notes": _notes(paper),
        "summary": paper.summary,
        "tldr": entry.tldr.text if entry.tldr else "",
        "claim_line": entry.claim_sentence,
        "abstract": entry.abstract,
        "trending": _trending(paper),
        "claims": [
            {"id": c.ledger_id, "claim": c.sentence, "status": c.status.value, "why_not": c.why_not}
            for c in entry.claims
        ],
    }


def _notes(paper: Paper) -> list[dict[str, str]]:
    """Fields of its records that could not be read, with the reasons."""
    from broadsheet.papers.models import RecordNote

    rows = RecordNote.objects.filter(record__paper=paper).select_related("record").defer("record__payload")
    return [{"record": str(row.record), "note": row.text} for row in rows.order_by("id")]


def _trending(paper: Paper) -> float:
    from broadsheet import process
    from broadsheet.ranking import trending

    return trending.score(paper.trending, process.now())
