"""However a word is spelt, stored or typed, it is found: one normal form on both sides."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.papers.latex import to_unicode
from broadsheet.papers.normal_forms import caseless, normalize
from broadsheet.papers.text import clean_line
from broadsheet.search.documents.analysis import name_terms, word_terms
from broadsheet.search.documents.normal_text import (
    _ACCENTS,
    _RUN,
    _pairs,
    characters,
    readable,
    searchable,
)
from broadsheet.search.query.parsing import parse

LETTERS = st.text(
    st.one_of(
        st.characters(categories=("Ll", "Lu", "Lo", "Mn", "Nd", "No")),
        st.sampled_from("ÄöéñİıßøŁµﬃﬁℓ₁²𝛽ΐὁςカﾞがñ가한機器学習ไทย^_{} -"),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Étude of naïve façades", "e\u0301tude of nai\u0308ve fac\u0327ades"),
        ("Étude of naïve façades", "ETUDE OF NAIVE FACADES"),
        ("Eﬃcient ﬂows at 3 µm", "efficient flows at 3 \u03bcm"),
        ("İstanbul traffic", "istanbul traffic"),
        ("ISPARTA roses", "ısparta roses"),
        ("Θεωρία γράφων", "θεωρια γραφων"),
        ("Όμηρος", "ΟΜΗΡΟΣ"),
        ("Ёлка", "елка"),
        ("كِتَاب", "كتاب"),
        ("Straße", "STRASSE"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("ｶﾞｽ", "ガス"),
        ("𝐁𝐨𝐥𝐝 claims", "bold claims"),
    ],
)
def test_spellings_of_one_word_are_one_word(stored: str, typed: str) -> None:
    assert word_terms(clean_line(stored)) == word_terms(readable(typed))
    assert name_terms(clean_line(stored)) == name_terms(readable(typed))


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (r"Bounds in $\ell_1$", r"Bounds in \ell_1"),
        (r"Bounds in $\ell_1$", "bounds in ℓ₁"),
        (r"Bounds in $L_1$", "bounds in L_1"),
        (r"Bounds in $L_1$", "bounds in l1"),
        (r"The $\chi^2$ test", "the χ^2 test"),
        (r"Sums in $O(n^{12})$", "sums in O(n^12)"),
        (r"On $\alpha$-divergence", r"on \alpha-divergence"),
        (r"M\"obius strips", 'M\\"obius strips'),
        (r"A bound of $10^{-6}$", "a bound of 10^{-6}"),
    ],
)
def test_latex_finds_its_unicode(stored: str, typed: str) -> None:
    title = clean_line(stored)
    for title_text in (to_unicode(title), to_unicode(title).replace("²", "^2")):
        assert word_terms(title_text) == word_terms(" ".join(parse(typed).words))


def test_names_with_underscores_stay_several_words() -> None:
    assert word_terms("max_length and group_norm") == word_terms("max length and group norm")


@given(LETTERS)
@example("a_b^c")
@example("x^2_1")
@example("が")
def test_normal_form_is_reached_at_once(text: str) -> None:
    once = searchable(text)
    assert searchable(once).split() == once.split()


FORMS: list[Callable[[str], str]] = [
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: unicodedata.normalize("NFKD", text),
    lambda text: "\ufeff" + text + "\u200b",
]


@given(LETTERS, st.sampled_from(FORMS))
def test_every_form_of_a_text_has_the_same_words(text: str, form: Callable[[str], str]) -> None:
    stored = clean_line(text)
    assert word_terms(readable(form(stored))) == word_terms(stored)


@given(st.lists(LETTERS, min_size=2, max_size=4))
def test_words_are_spelt_alike_alone_and_in_their_text(words: list[str]) -> None:
    """Which is why they are looked up one by one; `^` and `_` may reach over a space."""
    text = " ".join(words).replace("^", "").replace("_", "")
    whole = _RUN.sub(_pairs, normalize("NFC", _ACCENTS.sub("", caseless(text))))
    assert searchable(text) == (text if text.isascii() else whole)
    assert characters(text) == " ".join(dict.fromkeys("".join(_RUN.findall(normalize("NFKC", text)))))


@given(st.text("機器学習研究がカ가한국ไทยab ", min_size=2, max_size=12), st.data())
def test_any_part_of_an_unspaced_text_stands_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    run = max(text[start:end].split() or [""], key=len)
    asked = word_terms(run) if len(run) > 1 and not run.isascii() else []
    known = {*word_terms(text), *characters(text).split()}
    wanted = [term for term in asked if not term.isascii()]
    assert set(wanted) <= known
