from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.query.compiler import terms
from broadsheet.search.rank.highlight import Span, marked, matches, snippet


def found(text: str, query: str) -> list[Span]:
    return matches(text, frozenset(terms(query)))


def test_every_form_of_a_word_is_marked() -> None:
    assert marked("Models of a Modelling model", found("Models of a Modelling model", "model")) == (
        "<mark>Models</mark> of a <mark>Modelling</mark> <mark>model</mark>"
    )


def test_accents_and_case_do_not_matter() -> None:
    assert marked("Poincaré maps", found("Poincaré maps", "poincare")) == "<mark>Poincaré</mark> maps"


def test_text_is_escaped() -> None:
    assert (
        marked("a <b> & model", found("a <b> & model", "model b"))
        == "a &lt;<mark>b</mark>&gt; &amp; <mark>model</mark>"
    )


def test_snippet_shows_the_part_with_the_words() -> None:
    text = "Nothing here. " * 40 + "We fold proteins at last. " + "More of nothing. " * 40
    shown = snippet(text, found(text, "fold proteins"))
    assert "We <mark>fold</mark> <mark>proteins</mark> at last." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_short_text_is_shown_whole() -> None:
    assert (
        snippet("A short abstract.", found("A short abstract.", "short")) == "A <mark>short</mark> abstract."
    )


@given(st.text(), st.text(max_size=20))
def test_no_text_breaks_out_of_its_marks(text: str, query: str) -> None:
    shown = snippet(text, found(text, query))
    assert shown.replace("<mark>", "").replace("</mark>", "").count("<") == 0


@given(st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0189", min_size=1, max_size=12))
def test_a_plain_word_and_its_term_begin_with_the_same_letter(word: str) -> None:
    """Which is why only words with the initials of the terms are looked at."""
    assert [span[:2] for span in found(f"+ {word}, -", word)] == [(2, 2 + len(word))]
