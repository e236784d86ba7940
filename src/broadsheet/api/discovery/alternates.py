"""Where the page that a reader looks at can be had by a machine: feeds, citations, Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from django.utils.http import urlencode

from broadsheet.api.citations.views import FORMS as CITATIONS
from broadsheet.api.citations.views import LISTS as CITED
from broadsheet.api.feeds.views import FORMATS as FEEDS
from broadsheet.api.markdown.middleware import PAGES
from broadsheet.listing.search_address import examples_of, read_search, words_and_filters
from broadsheet.search.query.request import SearchRequest

FEED_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
CITATION_NAMES = {"bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON"}
FED = {name: name for name in ("day", "week", "month", "field", "list", "author")}
"""{name of the page's address: kind of feed}, of pages that show one list among many."""
FED_ALONE = {"home": "front", "trending": "trending", "search": "search", "ledger": "verdicts"}


class Alternate(NamedTuple):
    kind: str
    """feed, citation or markdown."""
    name: str
    content_type: str
    path: str


def alternates(request: HttpRequest) -> list[Alternate]:
    """None where the page exists for readers alone."""
    match = request.resolver_match
    if match is None or not match.url_name:
        return []
    name = match.url_name
    if name == "search":
        return _of_search(request, read_search(request.GET))
    field = request.GET.get("field", "") if name == "trending" else ""
    query = _query([("field", field)] if field else [])
    return [
        *_feeds(name, match.kwargs, query),
        *_citations(request, name, query),
        *_markdown(request, name, query),
    ]


def _of_search(request: HttpRequest, searched: SearchRequest) -> list[Alternate]:
    """Its Markdown heeds papers to resemble or not; feeds and citations go by words and filters alone."""
    if searched.is_blank:
        return []
    words = words_and_filters(searched)
    markdown = _markdown(request, "search", _query([*words, *examples_of(searched)]))
    query = _query(words)
    return (
        [*_feeds("search", {}, query), *_citations(request, "search", query), *markdown]
        if words
        else markdown
    )


def _query(values: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(values)}" if values else ""


def _feeds(name: str, arguments: Mapping[str, Any], query: str) -> list[Alternate]:
    if name in FED_ALONE:
        stem = FED_ALONE[name]
    elif name in FED:
        stem = f"{FED[name]}/{next(iter(arguments.values()))}"
    else:
        return []
    return [
        Alternate(
            "feed", FEED_NAMES[form], _bare(FEEDS[form][1]), escape_uri_path(f"/feeds/{stem}.{form}") + query
        )
        for form in FEED_NAMES
    ]


def _citations(request: HttpRequest, name: str, query: str) -> list[Alternate]:
    cited = {"paper", "trending", "search"} | ({name} if request.path.split("/")[1] in CITED else set())
    if name not in cited or name in ("lists", "fields"):
        return []
    return [
        Alternate(
            "citation",
            CITATION_NAMES[form],
            _bare(CITATIONS[form].content_type),
            f"{escape_uri_path(request.path)}.{form}{query}",
        )
        for form in CITATION_NAMES
    ]


def _markdown(request: HttpRequest, name: str, query: str) -> list[Alternate]:
    if name not in PAGES:
        return []
    path = "/index.md" if name == "home" else f"{escape_uri_path(request.path)}.md"
    return [Alternate("markdown", "Markdown", "text/markdown", path + query)]


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0]
