"""Addresses of the search page with something of the search changed; each leads to its first page of results."""

from __future__ import annotations

from dataclasses import replace

from broadsheet.listing.search_address import MAX_EXAMPLES, chosen_filters, filters_from, search_url
from broadsheet.search.query.request import SearchRequest


def with_text(search: SearchRequest, text: str) -> str:
    return search_url(replace(search, text=text))


def with_filter(search: SearchRequest, parameter: str, value: str) -> str:
    """Instead of the values that it has; an empty one removes the filter."""
    others = [each for each in chosen_filters(search) if each[0] != parameter]
    return search_url(replace(search, filters=filters_from([*others, (parameter, value)])))


def without_filter(search: SearchRequest, parameter: str, value: str) -> str:
    others = [each for each in chosen_filters(search) if each != (parameter, value)]
    return search_url(replace(search, filters=filters_from(others)))


def with_prior(search: SearchRequest, prior: bool | None) -> str:
    return search_url(replace(search, prior=prior))


def more_like(search: SearchRequest, paper: str) -> str:
    """`paper` is its public id."""
    others = _without(search, paper)
    return search_url(replace(others, like=(*others.like, paper)[-MAX_EXAMPLES:]))


def less_like(search: SearchRequest, paper: str) -> str:
    others = _without(search, paper)
    return search_url(replace(others, unlike=(*others.unlike, paper)[-MAX_EXAMPLES:]))


def without_example(search: SearchRequest, paper: str) -> str:
    return search_url(_without(search, paper))


def _without(search: SearchRequest, paper: str) -> SearchRequest:
    return replace(
        search,
        like=tuple(each for each in search.like if each != paper),
        unlike=tuple(each for each in search.unlike if each != paper),
    )
