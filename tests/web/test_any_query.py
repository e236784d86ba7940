"""Whatever is asked of search is answered by a page.

A page takes some 10 ms, what lies below it a tenth of that: a few hundred queries go through everything, many more are
read, compiled and matched. How long they take is not judged here: tests that double the text do, and benchmarks.
"""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.press import bring_in, record, with_code

from broadsheet.listing.search_address import read_search, search_url
from broadsheet.search.query import compiler
from broadsheet.search.query.parsing import parse
from broadsheet.search.views import lexical_view

PAGES, QUERIES = 200, 1_000
PIECES = st.sampled_from(
    [
        *(
            '"',
            "“",
            "-",
            "−",
            ":",
            "(",
            ")",
            "*",
            "\\",
            "\0",
            "\ud800",
            "'",
            "%",
            "^",
            "~",
            "[",
            "<b>",
            "🙂",
            "ß",
            "﷽",
        ),
        *(
            "author:",
            '-author:"',
            "field:cs.LG",
            "-field:",
            "source:",
            "has:code",
            "after:2024",
            "before:99999",
            "after:-",
        ),
        *(
            "claim:unchecked",
            "claim:",
            "AND",
            "OR",
            "NOT",
            "graph",
            "embeddings",
            "the",
            "2611.00001",
            "10.1000/x",
        ),
        *("https://arxiv.org/abs/2611.00001", "$\\sum_i$", "x" * 300, "learn " * 60),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join),
)
VALUES = st.one_of(st.just(""), st.text(max_size=12), PIECES)
ADDRESSES = st.fixed_dictionaries(
    {"q": TEXTS},
    optional={
        "field": VALUES,
        "source": VALUES,
        "year": st.one_of(VALUES, st.integers(-10, 99_999).map(str)),
        "code": VALUES,
        "claim": VALUES,
        "sort": st.sampled_from(["date", "votes", "x", ""]),
        "prior": st.sampled_from(["off", "x"]),
        "like": st.lists(st.one_of(st.just("2611.00002"), VALUES), max_size=3),
        "unlike": st.lists(st.one_of(st.just("2611.00003"), VALUES), max_size=3),
    },
)


EVERYTHING = settings(database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def papers(db: None) -> None:
    bring_in(*(record(number) for number in range(1, 30)), with_code(40))


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.usefixtures("papers")
@settings(EVERYTHING, max_examples=PAGES)
@given(address=ADDRESSES)
def test_no_query_fails(address: dict[str, object]) -> None:
    client, sent = Client(), {name: _sendable(value) for name, value in address.items()}
    page, completed = client.get("/search", sent), client.get("/search/complete", {"q": sent["q"]})
    assert (page.status_code, completed.status_code) == (200, 200)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.usefixtures("papers")
@settings(EVERYTHING, max_examples=QUERIES)
@given(address=ADDRESSES)
def test_every_query_can_be_read_and_matched(address: dict[str, object]) -> None:
    sent = {name: _sendable(value) for name, value in address.items()}
    request = read_search(RequestFactory().get("/search", sent).GET)
    view = lexical_view()
    assert view is not None
    query = parse(request.text)
    scored = compiler.any_term(compiler.terms(query.meaning))
    assert len(view.top(compiler.constrained(scored, compiler.clauses(query)), 10).ids) <= 10
    assert all(str(piece).encode() for piece in query.reading)
    assert search_url(request).startswith("/search")


def _sendable(value: object) -> object:
    """Half characters travel as the bytes that a careless client would send."""
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return str(value).encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in str(value) else value
