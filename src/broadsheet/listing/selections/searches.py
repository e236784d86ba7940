"""Searches: what one finds, the newest first or in the order of its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import Http404

from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.search_address import MAX_TEXT_CHARS, search_url
from broadsheet.listing.selections.selection import FEED_SIZE, Selection
from broadsheet.papers.models import Paper
from broadsheet.search import facade
from broadsheet.search.query.request import SearchRequest, Sort


def newest_matches(request: SearchRequest, size: int = FEED_SIZE, load: Load = with_names) -> Selection:
    """By its words and filters, the newest papers first."""
    request = SearchRequest(request.text, request.filters, sort=Sort.DATE, limit=size)
    _refuse_blank(request)
    ids = [hit.paper_id for hit in facade.search(request.hits_only()).hits]
    papers = load(Paper.unmerged.all()).in_bulk(ids)
    newest = sorted(papers.values(), key=lambda paper: (paper.day or date.min, paper.id), reverse=True)
    page = search_url(SearchRequest(request.text, request.filters))
    return Selection(f"Search: {request}", f"Papers found by {request}", page, tuple(newest))


def ranked_matches(request: SearchRequest) -> Selection:
    """By words, by meaning and by papers to resemble or not, in the order that the request has."""
    _refuse_blank(request)
    results = facade.search(replace(request, facets=False, highlights=False))
    if not str(request) and not any(each.is_liked for each in results.examples):
        raise Http404(f"No paper is known here by {', '.join(request.like)}")
    ids = [hit.paper_id for hit in results.hits]
    papers = with_names(Paper.unmerged.all()).in_bulk(ids)
    examples = [f"{'more' if each.is_liked else 'less'} like {each.id}" for each in results.examples]
    query = ", ".join(filter(None, (str(request), *examples)))
    return Selection(
        f"Search: {query}",
        f"{results.total:,} papers found by {query}",
        search_url(request),
        tuple(papers[number] for number in ids if number in papers),
    )


def _refuse_blank(request: SearchRequest) -> None:
    if request.is_blank:
        raise Http404(f"A search is asked as ?q=WORDS, up to {MAX_TEXT_CHARS} characters")
