"""Lists as their sources printed them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.selections.selection import LONGEST_LIST, Selection
from broadsheet.papers.models import Listing, Paper, PaperList


def paper_list(slug: str, size: int = LONGEST_LIST, load: Load = with_names) -> Selection:
    listed = list_of(slug)
    ids = list(dict.fromkeys(places_on(listed).values_list("paper_id", flat=True)[:size]))
    papers = load(Paper.objects.all()).in_bulk(ids)
    about = f"The list “{listed.title}”, as its source printed it"
    return Selection(
        listed.title, about, reverse("list", args=[slug]), tuple(papers[number] for number in ids)
    )


def list_of(slug: str) -> PaperList:
    paper_list = PaperList.objects.filter(slug=slug).first()
    if paper_list is None:
        raise Http404(f"There is no list {slug[:80]}")
    return paper_list


def places_on(paper_list: PaperList) -> QuerySet[Listing]:
    """In its source's order."""
    return Listing.objects.filter(paper_list=paper_list).order_by("position", "id")
