"""A search as the query of an address: read and written for pages, APIs, feeds, citations and Markdown alike.

Reading refuses nothing: what cannot be is left out, and of too many values the first (of examples, the latest) are
taken. An API that refuses such values checks them before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import quote_plus

from django.http import QueryDict
from django.urls import get_script_prefix, reverse

from broadsheet.search.query.filters import Condition, is_year, parse_day, understood
from broadsheet.search.query.request import Mode, SearchRequest, Sort

MAX_TEXT_CHARS = 880
"""Of any script it fits in an address, and it is more of a pasted abstract than the embedding reads."""
MAX_EXAMPLES, MAX_ID_CHARS = 12, 100
MAX_VALUES, MAX_VALUE_CHARS = 20, 100
"""Of `field` and of `source`."""
FILTERS = ("field", "source", "year", "after", "before", "code", "claim")
"""`has_code` is another name of `code`."""
_FALSE = frozenset(("0", "f", "false", "n", "no", "off"))
_TRUE = frozenset(("1", "on", "t", "true", "y", "yes"))
Choice = TypeVar("Choice", bound=StrEnum)
_quoted = lru_cache(maxsize=1_024)(quote_plus)
"""A page of results has a hundred addresses, most of their parts alike."""


def read_search(given: QueryDict) -> SearchRequest:
    return SearchRequest(
        text=_value(given, "q")[:MAX_TEXT_CHARS],
        filters=tuple(_filters(given)),
        like=_examples(given, "like"),
        unlike=_examples(given, "unlike"),
        sort=_choice(given, "sort", Sort.RELEVANCE),
        mode=_choice(given, "mode", Mode.HYBRID),
        prior=_boolean(_value(given, "prior")),
    )


def search_url(request: SearchRequest) -> str:
    """The path and query of its page, from the first page on."""
    query = "&".join(f"{name}={_quoted(value)}" for name, value in query_of(request))
    return _search_page(get_script_prefix()) + (f"?{query}" if query else "")


def query_of(request: SearchRequest) -> list[tuple[str, str]]:
    """(parameter, value), as `read_search` reads them."""
    prior = {None: "", False: "off", True: "on"}[request.prior]
    values = [
        *words_and_filters(request),
        ("sort", "" if request.sort is Sort.RELEVANCE else request.sort.value),
        ("mode", "" if request.mode is Mode.HYBRID else request.mode.value),
        ("prior", prior),
        *examples_of(request),
    ]
    return [(name, value) for name, value in values if value]


def words_and_filters(request: SearchRequest) -> list[tuple[str, str]]:
    """What feeds and citations of a search go by. Filters that no parameter has are written into the text."""
    unnamed = (str(condition) for condition in request.filters if _parameter(condition) is None)
    text = " ".join(filter(None, (request.text, *unnamed)))
    return [("q", text)] * bool(text) + chosen_filters(request)


def chosen_filters(request: SearchRequest) -> list[tuple[str, str]]:
    """(parameter, value) of each filter that a parameter has."""
    chosen = [named for condition in request.filters if (named := _parameter(condition))]
    return sorted(chosen, key=lambda each: FILTERS.index(each[0]))


def chosen_values(request: SearchRequest, parameter: str) -> list[str]:
    return [value for name, value in chosen_filters(request) if name == parameter]


def examples_of(request: SearchRequest) -> list[tuple[str, str]]:
    return [("like", each) for each in request.like] + [("unlike", each) for each in request.unlike]


def filters_from(values: Sequence[tuple[str, str]]) -> tuple[Condition, ...]:
    """From (parameter, value); those that cannot be are left out."""
    made = (_condition(name, value) for name, value in values)
    return tuple(dict.fromkeys(each for each in made if each is not None))


def _filters(given: QueryDict) -> Iterator[Condition]:
    values = [(name, value) for name in ("field", "source") for value in _values(given, name)]
    values += [(name, _value(given, name)) for name in ("year", "after", "before")]
    values += [
        ("code", _value(given, "code") or _value(given, "has_code")),
        ("claim", _value(given, "claim")),
    ]
    yield from filters_from(values)


def _condition(parameter: str, value: str) -> Condition | None:
    if not value:
        return None
    if parameter == "code":
        return Condition("has", "code", negated=value.lower() in _FALSE)
    if parameter == "year" and not is_year(value):
        return None
    if parameter in ("after", "before"):
        day = parse_day(value)
        return Condition(parameter, day.isoformat()) if day else None
    value = value.lower() if parameter == "claim" else value
    return Condition(parameter, value) if understood(parameter, value) else None


def _parameter(condition: Condition) -> tuple[str, str] | None:
    if condition.name == "has":
        return "code", "no" if condition.negated else "yes"
    return None if condition.negated or condition.name not in FILTERS else (condition.name, condition.value)


def _examples(given: QueryDict, name: str) -> tuple[str, ...]:
    """Each once, the latest if there are too many."""
    papers = [_clean(paper)[:MAX_ID_CHARS] for paper in given.getlist(name)]
    return tuple(dict.fromkeys(paper for paper in papers if paper))[-MAX_EXAMPLES:]


def _values(given: QueryDict, name: str) -> list[str]:
    values = [_clean(value)[:MAX_VALUE_CHARS] for value in given.getlist(name)]
    return list(dict.fromkeys(value for value in values if value))[:MAX_VALUES]


def _value(given: QueryDict, name: str) -> str:
    return _clean(given.get(name, ""))


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()


def _choice(given: QueryDict, name: str, default: Choice) -> Choice:
    value = _value(given, name)
    return next((each for each in type(default) if each.value == value), default)


def _boolean(value: str) -> bool | None:
    value = value.lower()
    return True if value in _TRUE else False if value in _FALSE else None


@cache
def _search_page(prefix: str) -> str:
    return reverse("search")
