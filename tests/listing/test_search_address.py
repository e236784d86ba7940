"""A search is read from an address and written back to one."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.listing.search_address import MAX_EXAMPLES, MAX_TEXT_CHARS, read_search, search_url
from broadsheet.search.query.filters import Condition
from broadsheet.search.query.request import Mode, SearchRequest, Sort

VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["cs.LG", "2024", "2024-05", "yes", "no", "off", "SUPPORTED", "date", "lexical", " a "]),
)
NAMES = ("q", "field", "source", "year", "after", "before", "code", "has_code", "claim", "like", "unlike")
ADDRESSES = st.lists(st.tuples(st.sampled_from([*NAMES, "sort", "mode", "prior"]), VALUES), max_size=12)


def read(query: str) -> SearchRequest:
    return read_search(QueryDict(query))


@given(ADDRESSES)
def test_what_is_written_is_read_as_the_same_search(values: list[tuple[str, str]]) -> None:
    given = QueryDict(mutable=True)
    for name, value in values:
        given.appendlist(name, value)
    request = read_search(given)
    assert read(search_url(request).partition("?")[2]) == request


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("code=yes", "has_code=true"),
        ("code=no", "has_code=false"),
        ("prior=off", "prior=false"),
        ("claim=Supported", "claim=supported"),
        ("after=2024", "after=2024-01-01"),
        ("sort=relevance&mode=hybrid", ""),
        ("year=20x6&after=soon&claim=true&sort=zz&mode=zz&prior=zz", ""),
        ("field=cs.LG&field=cs.LG&field=", "field=cs.LG"),
    ],
)
def test_both_say_the_same(one: str, other: str) -> None:
    assert read(f"q=a&{one}") == read(f"q=a&{other}")


def test_every_part_of_an_address_is_read() -> None:
    request = read(
        "q=a&field=cs.LG&field=cs.CL&source=hub&year=2024&after=2024-02-03&before=2024-05&code=yes"
        "&claim=supported&sort=votes&mode=lexical&prior=off&like=x&unlike=y"
    )
    assert request == SearchRequest(
        "a",
        (
            Condition("field", "cs.LG"),
            Condition("field", "cs.CL"),
            Condition("source", "hub"),
            Condition("year", "2024"),
            Condition("after", "2024-02-03"),
            Condition("before", "2024-05-01"),
            Condition("has", "code"),
            Condition("claim", "supported"),
        ),
        ("x",),
        ("y",),
        Sort.VOTES,
        Mode.LEXICAL,
        prior=False,
    )


def test_filters_that_no_parameter_names_are_written_into_the_text() -> None:
    request = SearchRequest(
        "a", (Condition("author", "Ada Lovelace"), Condition("field", "cs.LG", negated=True))
    )
    assert search_url(request) == "/search?q=a+author%3A%22Ada+Lovelace%22+-field%3Acs.LG"


def test_year_of_an_address_narrows_years_of_the_text() -> None:
    assert str(read("q=a&year=2024")) == "a after:2024 before:2025"


def test_too_much_is_cut() -> None:
    many = "&".join(f"like={number}" for number in range(MAX_EXAMPLES + 3))
    request = read(f"q={'a' * 2 * MAX_TEXT_CHARS}&{many}")
    assert (len(request.text), request.like[0], len(request.like)) == (MAX_TEXT_CHARS, "3", MAX_EXAMPLES)
