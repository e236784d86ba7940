"""Papers as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from broadsheet.api.answers import utc
from broadsheet.claims.findings import finding
from broadsheet.claims.models import Claim
from broadsheet.claims.nearby import NearClaim
from broadsheet.http import addresses, errors
from broadsheet.listing.entries import Entry, entries, entries_of, entry_of
from broadsheet.papers.lookup import find_paper
from broadsheet.papers.models import Paper
from broadsheet.summaries.claim_line import STATED_BY, STATUS

Json = dict[str, Any]


def named(public_id: str) -> Paper:
    """By whatever names it; NotFound if nothing does."""
    paper = find_paper(public_id)
    if paper is None:
        raise no_such_paper(public_id)
    return paper


def no_such_paper(id: str) -> errors.NotFound:
    return errors.NotFound("There is no such paper", id, "Find it: /api/v1/search?q=")


def papers(request: HttpRequest, rows: Sequence[Paper]) -> list[Json]:
    base = addresses.base(request)
    return [shape(entry, base) for entry in entries_of(rows)]


def papers_by_id(request: HttpRequest, ids: Iterable[int]) -> dict[int, Json]:
    base = addresses.base(request)
    return {entry.paper.id: shape(entry, base) for entry in entries(ids)}


def whole(request: HttpRequest, paper: Paper) -> Json:
    entry = entry_of(paper)
    return shape(entry, addresses.base(request)) | {
        "title_latex": paper.title,
        "abstract_latex": paper.abstract,
        "lists": [
            {
                "list": row.paper_list.slug,
                "title": row.paper_list.title,
                "day": row.paper_list.day,
                "position": row.position,
                "submitter": row.submitter,
                "upvotes": row.upvotes,
                "comments": row.comments,
            }
            for row in entry.listings
        ],
        "editions": [edition.day for edition in entry.editions],
        "sources": sorted(set(paper.records.values_list("source", flat=True))),
        "tested_nearby": [_near(each, addresses.base(request)) for each in entry.tested_nearby],
    }


def shape(entry: Entry, base: str) -> Json:
    paper = entry.paper
    people = zip(entry.authors, entry.affiliations, strict=True)
    return {
        "id": paper.public_id,
        "url": base + entry.url,
        "title": entry.title,
        "abstract": entry.abstract,
        "summary": paper.summary,
        "tldr": _tldr(entry),
        "claim_line": _claim_line(entry),
        "status": paper.status,
        "published": utc(paper.published),
        "published_precision": paper.published_to.value if paper.published else None,
        "updated": utc(paper.updated),
        "day": paper.day,
        "authors": [{"name": name, "affiliation": affiliation} for name, affiliation in people],
        "author_count": paper.author_count,
        "organisation": paper.organisation.name if paper.organisation else None,
        "fields": [{"code": code, "name": name} for code, name in entry.fields],
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in entry.identifiers],
        "links": [{"kind": kind, "url": url} for kind, url in entry.links],
        "has_code": paper.has_code,
        "upvotes": entry.votes,
        "comments": entry.comments,
        "claims": [_claim(claim) for claim in entry.claims],
    }


def _claim(claim: Claim) -> Json:
    return {
        "id": claim.ledger_id,
        "status": claim.status.value,
        "sentence": claim.sentence,
        "reply_count": claim.reply_count,
    }


def _near(near: NearClaim, base: str) -> Json:
    claim = near.claim
    return {
        **_claim(claim),
        "fidelity": claim.run.fidelity if claim.run else None,
        "finding": finding(claim),
        "distance": near.distance,
        "url": base + reverse("claim", args=[claim.ledger_id]),
    }


def _claim_line(entry: Entry) -> Json | None:
    if not entry.claim_sentence:
        return None
    return {"sentence": entry.claim_sentence, "status": STATUS, "stated_by": STATED_BY}


def _tldr(entry: Entry) -> Json | None:
    made = entry.tldr
    if made is None:
        return None
    sentences = zip(made.sentences, entry.tldr_sources, strict=True)
    return {
        "text": made.text,
        "machine_made": True,
        "model": made.model,
        "made": utc(made.at),
        "sentences": [{"text": each.text, "source": source} for each, source in sentences],
    }
