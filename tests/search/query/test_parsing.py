from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.query import filters
from broadsheet.search.query.filters import Condition
from broadsheet.search.query.parsing import as_words, parse

OPERATORS = st.sampled_from(
    [
        '"',
        "-",
        ":",
        "author:",
        "field:",
        "has:code",
        "after:2024",
        "-author:",
        "“",
        " ",
        "(",
        "claim:x",
        "*",
        "\\",
    ]
)


def test_plain_words_are_words() -> None:
    assert parse("protein folding").words == ("protein", "folding")


def test_quoted_words_are_a_phrase() -> None:
    query = parse('deep "protein folding" now')
    assert (query.words, query.phrases) == (("deep", "now"), ("protein folding",))


def test_minus_excludes_a_word_and_a_phrase() -> None:
    assert parse('graphs -neural -"message passing"').excluded == ("neural", "message passing")


def test_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parse("self-supervised - learning").words == ("self-supervised", "learning")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("author:LeCun", Condition("author", "LeCun")),
        ('author:"Yann LeCun"', Condition("author", "Yann LeCun")),
        ("-field:cs.LG", Condition("field", "cs.LG", negated=True)),
        ("FIELD:cs.LG", Condition("field", "cs.LG")),
        ("after:2024-05", Condition("after", "2024-05")),
        ("has:code", Condition("has", "code")),
    ],
)
def test_filters_are_understood(text: str, expected: Condition) -> None:
    assert parse(text).conditions == (expected,)


@pytest.mark.parametrize(
    "text", ["after:banana", "has:money", "before:2024-13", "price:high", "author:", "claim:x"]
)
def test_what_is_no_filter_is_a_word(text: str) -> None:
    query = parse(text)
    assert (query.words, query.conditions) == ((text,), ())


def test_registered_filter_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "RESOLVERS", filters.RESOLVERS.copy())
    filters.register("colour", ["red"], lambda value: [1])
    assert parse("colour:red").conditions == (Condition("colour", "red"),)
    assert parse("colour:perhaps").words == ("colour:perhaps",)


def test_unbalanced_quote_is_no_operator() -> None:
    query = parse('the "quick fox')
    assert (query.words, query.phrases) == (("the", "quick", "fox"), ())


def test_reading_says_what_was_understood() -> None:
    reading = [str(each) for each in parse('fox "red dog" -cat author:Ada after:2024 -has:code').reading]
    assert reading == [
        "fox",
        "the exact phrase “red dog”",
        "without “cat”",
        "author: Ada",
        "published on 2024-01-01 or later",
        "without code",
    ]


def test_not_after_a_day_is_before_it() -> None:
    conditions = parse("-after:2024").conditions
    assert filters.before_day(conditions) == filters.before_day(parse("before:2024").conditions)
    assert filters.first_day(conditions) is None


@given(st.one_of(st.text(), st.lists(st.one_of(OPERATORS, st.text(max_size=5))).map("".join)))
def test_any_text_is_understood(text: str) -> None:
    query = parse(text)
    assert len(query.reading) >= len(query.conditions)
    assert all(word.strip() for word in (*query.words, *query.phrases, *query.excluded))
    assert as_words(text).conditions == ()
