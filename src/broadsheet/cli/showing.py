"""Print a paper for `broadsheet show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broadsheet.errors import InputError

if TYPE_CHECKING:
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


def in_brief(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.public_id,
        "title": paper.title_text,
        "day": paper.day.isoformat() if paper.day else None,
        "field": paper.primary_field.code if paper.primary_field else None,
        "organisation": paper.organisation.name if paper.organisation else None,
        "authors": paper.author_count,
        "votes": paper.upvotes,
        "comments": paper.comments,
        "code": paper.has_code,
    }


def in_full(paper: Paper) -> dict[str, Any]:
    from broadsheet.claims.ledger import claims_of

    return {
        **in_brief(paper),
        "status": paper.status,
        "published": paper.published,
        "published_precision": paper.published_to.value if paper.published else None,
        "updated": paper.updated,
        "authors": [a.author.name for a in paper.authorships.select_related("author")],
        "author_count": paper.author_count,
        "fields": [place.field.code for place in paper.paper_fields.select_related("field")],
        "identifiers": [str(identifier) for identifier in paper.identifiers.order_by("id")],
        "links": [{"kind": link.kind, "url": link.url} for link in paper.links.order_by("id")],
        "lists": [
            {"list": p.paper_list.slug, "position": p.position, "submitter": p.submitter}
            for p in paper.listings.select_related("paper_list").order_by("paper_list__slug")
        ],
        "sources": [str(record) for record in paper.records.defer("payload").order_by("id")],
        "notes": _notes(paper),
        "summary": paper.summary,
        "abstract": paper.abstract_text,
        "trending": _trending(paper),
        "claims": [
            {"id": c.ledger_id, "claim": c.sentence, "status": c.status.value, "why_not": c.why_not}
            for c in claims_of([paper.pk]).get(paper.pk, [])
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
