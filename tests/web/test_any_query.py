"""Whatever is asked of search is answered by a page, and soon."""

from __future__ import annotations

import gc
import time

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.press import bring_in, record, with_code

QUERIES = 10_000
SLOWEST_S = 1.0
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


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db
def test_no_query_fails_or_takes_a_second(client: Client) -> None:
    bring_in(*(record(number) for number in range(1, 30)), with_code(40))
    slow: list[tuple[float, object]] = []

    @settings(max_examples=QUERIES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(ADDRESSES)
    def asked(address: dict[str, object]) -> None:
        sent = {name: _sendable(value) for name, value in address.items()}
        start = time.process_time()
        page, completed = client.get("/search", sent), client.get("/search/complete", {"q": sent["q"]})
        took = time.process_time() - start
        assert (page.status_code, completed.status_code) == (200, 200)
        if took > SLOWEST_S:
            slow.append((took, address))

    gc.collect()
    gc.freeze()  # what other tests left in this process is not a query's to look through
    try:
        asked()
    finally:
        gc.unfreeze()
    assert not slow


def _sendable(value: object) -> object:
    """Half characters travel as the bytes that a careless client would send."""
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return str(value).encode("utf-8", "surrogatepass").decode("latin-1") if "\ud800" in str(value) else value
