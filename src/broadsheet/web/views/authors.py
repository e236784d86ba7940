"""The page of an author: papers, co-authors, fields over the years."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.editions.reading import with_names
from broadsheet.listing.co_authors import co_authors, fields_by_year
from broadsheet.listing.selections.authors import papers_by, person_named
from broadsheet.papers.models import author_url
from broadsheet.web.author_plot import fields_plot
from broadsheet.web.cards import cards
from broadsheet.web.page import cached_page, page
from broadsheet.web.paging import page_number, page_of

SIZE = 40
CO_AUTHORS_SHOWN, UNDECIDED_SHOWN = 20, 12


@cached_page
def author(request: HttpRequest, name: str) -> HttpResponse:
    """The same page under every spelling."""
    person = person_named(name)
    number = page_number(request, SIZE)
    start = (number - 1) * SIZE
    papers = papers_by(person)
    shown = page_of(list(with_names(papers)[start : start + SIZE + 1]), number, SIZE, total=papers.count())
    if number > 1 and not shown.rows:
        raise Http404("The papers of this author end before this page")
    others = co_authors(person)
    return page(
        request,
        "author.html",
        {
            "person": person,
            "spellings": list(person.spellings)[1:],
            "undecided": [(each, author_url(each)) for each in person.undecided[:UNDECIDED_SHOWN]],
            "address": author_url(person.name),
            "page": shown,
            "cards": cards(shown.rows),
            "co_authors": [(each, author_url(each.name)) for each in others[:CO_AUTHORS_SHOWN]],
            "plot": fields_plot(fields_by_year(person)),
        },
    )
