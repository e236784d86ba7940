"""Example requests for every route of the URL resolver.

A route whose arguments have examples here is found and asked by itself. One with an argument that has none fails the
walk, which says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.regex_helper import normalize

ARGUMENTS: dict[str, Sequence[Any]] = {
    "app_label": ["accounts"],
    "code": ["cs.LG"],
    "content_type_id": [1],
    "day": [date(2026, 3, 18)],
    "form": ["atom"],
    "id": [1],
    "key": ["none"],
    "ledger_id": ["s1"],
    "module": ["broadsheet.lab.methods.bandits.logged"],
    "month": ["2026-03"],
    "number": [0],
    "object_id": [1],
    "paper_id": ["2603.00001"],
    "public_id": ["2603.00001"],
    "rest": ["nothing"],
    "run_id": [1],
    "slug": ["week-12"],
    "theme": ["light"],
    "uidb36": ["1"],
    "url": ["nothing"],
    "week": ["2026-W12"],
    "width": ["wide"],
}
"""Of the instance that the tests' fixture `shelf` makes."""
FORMS = {"form": ["atom", "rss", "json"]}
CITATIONS = {"form": ["bib", "ris", "csl.json"]}
NAMES = {
    "daily": "2026-03-18",
    "weekly": "2026-W12",
    "monthly": "2026-03",
    "fields": "cs.LG",
    "lists": "week-12",
    "authors": "Ada Lovelace",
}
FEEDS = {"day": "2026-03-18", "week": "2026-W12", "month": "2026-03", "field": "cs.LG", "list": "week-12"}
OF_ROUTE: dict[str, list[dict[str, Sequence[Any]]]] = {
    **{f"feed-{name}": [FORMS] for name in ("front", "trending", "search", "verdicts")},
    **{f"cite-{name}": [CITATIONS] for name in ("paper", "trending", "search")},
    "feed": [{"kind": [kind], "name": [name]} for kind, name in {**FEEDS, "author": "Ada Lovelace"}.items()],
    "cite-list": [{"kind": [kind], "name": [name], "form": ["bib"]} for kind, name in NAMES.items()],
    "markdown-named": [{"kind": [kind], "name": [name]} for kind, name in NAMES.items()],
    "api-try": [{"name": ["v1/search", "v1/papers/paper_id"]}],
    "author": [{"name": ["Ada Lovelace"]}],
    "sitemap-file": [{"name": ["pages", "claims"]}],
}
"""Where an argument means something else than its name says elsewhere, or has several."""
QUERIES = {
    **dict.fromkeys(("search", "v1:search", "hub:search", "feed-search", "cite-search"), "q=bert"),
    **dict.fromkeys(("markdown-search", "complete", "v1:completions"), "q=bert"),
    "api-try": "q=bert&paper_id=2603.00001",
    "oai": "verb=Identify",
    "arxiv-query": "search_query=all:bert",
    "appearance": "to=dark",
}
ERRORS = frozenset(
    (
        *("v1-unknown", "api-unknown", "v1:api-root", "hub:api-root"),
        *("hub:agent_harnesses", "hub:collections", "hub:collection"),
        *("v1:sign_up", "mcp"),  # POST alone
        "socialaccount_login_error",
    )
)
"""Routes on which every GET is an error."""


class Example(NamedTuple):
    route: str
    address: str


class Route(NamedTuple):
    name: str
    """With its namespaces; of a route without a name its address."""
    pattern: URLPattern
    prefix: str


def examples(tokens: Mapping[str, Sequence[str]]) -> Iterator[Example]:
    """`tokens`: {route: values of its argument `token`}"""
    for route in _routes(get_resolver().url_patterns, (), "/"):
        query = f"?{QUERIES[route.name]}" if route.name in QUERIES else ""
        for arguments in _arguments(route, tokens):
            yield Example(route.name, _address(route, arguments) + query)


def _routes(
    patterns: Sequence[URLPattern | URLResolver], namespaces: tuple[str, ...], prefix: str
) -> Iterator[Route]:
    for each in patterns:
        whole = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = (*namespaces, each.namespace) if each.namespace else namespaces
            yield from _routes(each.url_patterns, inner, whole)
        else:
            yield Route(":".join((*namespaces, each.name)) if each.name else whole, each, prefix)


def _address(route: Route, arguments: Mapping[str, Any]) -> str:
    if route.pattern.name:
        return reverse(route.name, kwargs=arguments)
    written, _ = normalize(route.pattern.pattern.regex.pattern)[0]
    return route.prefix + written % arguments


def _arguments(route: Route, tokens: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    names = sorted(route.pattern.pattern.converters or route.pattern.pattern.regex.groupindex)
    for own in OF_ROUTE.get(route.name, [{}]):
        known = {**ARGUMENTS, **own} | ({"token": tokens[route.name]} if route.name in tokens else {})
        missing = set(names) - set(known)
        assert not missing, (
            f"the route {route.name} has arguments without an example in {__file__}: {missing}"
        )
        for values in product(*(known[name] for name in names)):
            yield dict(zip(names, values, strict=True))
