"""Search, with its filters in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from broadsheet.papers.models import Field
from broadsheet.search import engine
from broadsheet.search.facets import Facets
from broadsheet.search.query import Understood, parse
from broadsheet.search.readers import lexical_view
from broadsheet.web import plots
from broadsheet.web.found import hit_cards
from broadsheet.web.page import page
from broadsheet.web.paging import Page, page_number
from broadsheet.web.templatetags.broadsheet import field_code

SIZE = 20
MAX_TEXT_CHARS = 500
FIELDS_SHOWN, SOURCES_SHOWN, YEARS_SHOWN = 12, 8, 12
FIRST_YEAR, LAST_YEAR = 1400, 2100


@dataclass(frozen=True, slots=True)
class Asked:
    """The query and its filters as the address says them."""

    text: str
    field: str = ""
    source: str = ""
    year: str = ""
    code: str = ""
    sort: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force."""
        pairs = (("field", self.field), ("source", self.source), ("year", self.year), ("code", self.code))
        return {name: value for name, value in pairs if value}

    def address(self, **changes: str) -> str:
        """With some filters changed, from the first page on."""
        values = {"q": self.text, **self.chosen, "sort": self.sort, **changes}
        return f"{reverse('search')}?{urlencode({name: value for name, value in values.items() if value})}"


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    name: str
    """In full, where the label is a code."""
    count: int
    url: str
    chosen: bool
    share: float


def search_page(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    if not asked.text and not asked.chosen:
        return page(request, "search.html", {"asked": asked, "ready": lexical_view() is not None})
    number = page_number(request, SIZE)
    results = _search(asked, number)
    if number > 1 and not results.hits:
        raise Http404("These results end before this page")
    cards = hit_cards(results.hits)
    more = results.reachable > number * SIZE
    context = {
        "asked": asked,
        "text": asked.text,
        "ready": lexical_view() is not None,
        "results": results,
        "reading": _reading(asked, results),
        "page": Page(cards, number, (number - 1) * SIZE + 1, more, results.total),
        "cards": cards,
        "removals": [(name, value, asked.address(**{name: ""})) for name, value in asked.chosen.items()],
        "facets": _facets(asked, results.facets),
    }
    return page(request, "search.html", context)


def _asked(request: HttpRequest) -> Asked:
    given = {
        name: request.GET.get(name, "").strip() for name in ("q", "field", "source", "year", "code", "sort")
    }
    text = given["q"].replace("\0", "")[:MAX_TEXT_CHARS]
    year = (
        given["year"]
        if given["year"].isascii() and given["year"].isdigit() and len(given["year"]) == 4
        else ""
    )
    year = year if year and FIRST_YEAR <= int(year) <= LAST_YEAR else ""
    return Asked(
        text=text,
        field=given["field"][:100],
        source=given["source"][:100],
        year=year,
        code="yes" if given["code"] else "",
        sort="date" if given["sort"] == "date" else "",
    )


def _search(asked: Asked, number: int) -> engine.Results:
    year = int(asked.year) if asked.year else None
    return engine.search(
        asked.text,
        limit=SIZE,
        offset=(number - 1) * SIZE,
        sort=asked.sort or "relevance",
        fields=[asked.field] if asked.field else (),
        sources=[asked.source] if asked.source else (),
        after=date(year, 1, 1) if year else None,
        before=date(year + 1, 1, 1) if year else None,
        has_code=True if asked.code else None,
    )


def _reading(asked: Asked, results: engine.Results) -> list[Understood]:
    """Without the filters of the address, which are shown apart, each with a way to remove it."""
    typed = {str(piece) for piece in parse(asked.text).reading}
    return [piece for piece in results.reading if piece.kind != "filter" or str(piece) in typed]


def _facets(asked: Asked, facets: Facets) -> dict[str, list[Choice]]:
    fields = Field.objects.filter(code__in=list(facets.fields)[:FIELDS_SHOWN])
    names = {field.code: (field_code(field), field.name) for field in fields}
    code = {"with code": facets.with_code} if facets.with_code else {}
    return {
        "Year": _choices(asked, "year", dict(list(facets.years.items())[:YEARS_SHOWN])),
        "Field": _choices(asked, "field", dict(list(facets.fields.items())[:FIELDS_SHOWN]), names),
        "Source": _choices(asked, "source", dict(list(facets.sources.items())[:SOURCES_SHOWN])),
        "Code": [
            Choice(
                "with code", "", count, asked.address(code="" if asked.code else "yes"), bool(asked.code), 100
            )
            for count in code.values()
        ],
    }


def _choices(
    asked: Asked, filter_name: str, counts: dict[str, int], names: dict[str, tuple[str, str]] | None = None
) -> list[Choice]:
    chosen = getattr(asked, filter_name)
    shares = {bar.label: bar.share for bar in plots.bars(list(counts.items()))}
    return [
        Choice(
            *(names or {}).get(value, (value, "")),
            count,
            asked.address(**{filter_name: "" if value == chosen else value}),
            value == chosen,
            shares[value],
        )
        for value, count in counts.items()
    ]
