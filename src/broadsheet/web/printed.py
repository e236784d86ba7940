"""What a list prints beside a paper, where its card does not say the same."""

from __future__ import annotations

from collections.abc import Iterator

from broadsheet.papers.models import Listing
from broadsheet.web.cards import Card
from broadsheet.web.templatetags.broadsheet import plural, short_day


def printed_beside(listing: Listing, card: Card) -> str:
    """Such as "Analytical Engines, 19 Oct 2025, by Ada, 7 votes"; empty where the card says it all."""
    return ", ".join(_printed(listing, card))


def _printed(listing: Listing, card: Card) -> Iterator[str]:
    paper, organisation = card.paper, listing.record.record.organisation
    if organisation and (paper.organisation is None or paper.organisation.name != organisation):
        yield organisation
    if listing.listed_on and listing.listed_on != paper.day:
        yield short_day(listing.listed_on)
    if listing.submitter:
        yield f"by {listing.submitter}"
    if listing.upvotes and listing.upvotes != card.entry.votes:
        yield plural(listing.upvotes, "vote")
    if listing.comments and listing.comments != card.entry.comments:
        yield plural(listing.comments, "comment")
