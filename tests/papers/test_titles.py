from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.titles import title_hash, title_key

words = st.lists(st.text("abcxyzéøñüλд中3", min_size=1, max_size=6), min_size=1, max_size=6)
gaps = st.text(" -:,.!?'\"()/–—\t", min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Attention Is All You Need", "attention is all you need."),
        (r"The $O(n \log n)$ bound", "The O(n log n) Bound"),
        (r"Schr\"odinger's {GPT}", "Schrödingers GPT"),
        ("Schrödinger", "Schrodinger"),
        ("Pre-training: a survey", "Pretraining — A Survey"),
        ("Search &amp; <i>rescue</i>", "Search & rescue"),
        (r"$\mathbf{x}$ and CO$_2$", "x and CO2"),
        ("Løgn og Straße", "Logn og STRASSE"),
        ("ﬁne ①", "fine 1"),
    ],
)
def test_one_title_written_twice_has_one_key(a: str, b: str) -> None:
    assert title_key(a) == title_key(b) != ""


def test_other_scripts_keep_their_letters() -> None:
    assert title_key("深度学习: Обзор 2") == "深度学习обзор2"


@pytest.mark.parametrize("title", ["", "  ", "...", "1984", "$$", "１２", "!?"])
def test_a_title_without_letters_matches_nothing(title: str) -> None:
    assert title_key(title) == ""
    assert title_hash(title) == 0


@given(words, st.data())
def test_case_space_and_punctuation_do_not_count(parts: list[str], data: st.DataObject) -> None:
    spelled = "".join(part + data.draw(gaps) for part in parts)
    plain = " ".join(parts)
    assert title_key(spelled) == title_key(plain) == title_key(plain.upper())


@given(st.text())
def test_a_key_is_its_own_key(title: str) -> None:
    key = title_key(title)
    assert title_key(key) == key


def test_the_hash_fits_a_signed_64_bit_column_and_stays_the_same() -> None:
    assert title_hash("Attention Is All You Need") == title_hash("attention is all you need") != 0
    assert all(-(2**63) <= title_hash(f"title {n}") < 2**63 for n in range(100))
    assert title_hash("a") == 4681665781835383343
