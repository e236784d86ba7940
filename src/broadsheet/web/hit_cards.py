"""Cards of what a search found, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.listing.hits import EntryHit, entry_hits
from broadsheet.search import facade
from broadsheet.search.query.request import SearchRequest
from broadsheet.search.rank.explaining import IN_ABSTRACT, IN_TITLE, Hit
from broadsheet.web import search_links
from broadsheet.web.cards import Card

SIMILAR_SHOWN = 6
_MARKED = "<mark>"


def hit_cards(hits: Sequence[Hit], search: SearchRequest) -> list[Card]:
    return [_with_reason(each, search) for each in entry_hits(hits)]


def similar_cards(paper_id: int) -> list[Card]:
    hits = entry_hits(facade.similar(paper_id, SIMILAR_SHOWN, explained=False))
    return [Card(each.entry, note=_similarity(each.hit.similarity)) for each in hits]


def _with_reason(each: EntryHit, search: SearchRequest) -> Card:
    paper = each.entry.paper.public_id
    return Card(
        each.entry,
        note="; ".join(_unshown(each.hit)),
        title_html=_if_marked(each.hit.title_html),
        text_html=_if_marked(each.hit.snippet_html),
        versions=each.versions,
        more_url=search_links.more_like(search, paper),
        less_url=search_links.less_like(search, paper) if search.text or search.like else "",
    )


def _unshown(hit: Hit) -> list[str]:
    """The reasons that the card does not show by itself: it marks the words of a title and of an abstract."""
    return [
        why
        for why in hit.why
        if not (_MARKED in hit.title_html and why.startswith(IN_TITLE))
        and not (_MARKED in hit.snippet_html and why.startswith(IN_ABSTRACT))
    ]


def _if_marked(html: str) -> str:
    """Without a marked word, the card's own text is better: it has its mathematics."""
    return html if _MARKED in html else ""


def _similarity(similarity: float | None) -> str:
    return "" if similarity is None else f"similarity {similarity:.2f}"
