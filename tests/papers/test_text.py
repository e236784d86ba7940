from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.text import clean_line, clean_text

messy = st.text(st.sampled_from("aé<>/&;#bi$\\ \n\t\u200b\u0301\x00\ud800") | st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("A <i>new</i> method", "A new method"),
        ("R&amp;D &lt;b&gt;now&lt;/b&gt;", "R&D now"),
        ("twice &amp;amp; escaped", "twice & escaped"),
        ("<jats:p>One</jats:p> <mml:math><mml:mi>x</mml:mi></mml:math>", "One x"),
        ('<a href="https://x.org">here</a><br/>now', "here now"),
        ("CO<sub>2</sub> at 10<sup>-3</sup>", "CO₂ at 10⁻³"),
        ("before<script>alert(1)</script> after<!-- no -->", "before after"),
        ("  tabs\tand\u00a0spaces \r\n", "tabs and spaces"),
        ("zero\u200bwidth \u202eturned\u202c", "zerowidth turned"),
        ("e\u0301te\u0301", "été"),
        ("nul\x00 and half\ud83d", "nul and half"),
    ],
)
def test_markup_and_invisible_characters_go(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "$x<y$ and $1<p<\\frac{N}{s}$, $\\mu>0$",
        "the <EOS> token, <mask>, <head, relation, tail>",
        "if x<b and y>c",
        "AT&T, R&D; a&b",
        "for $1<q<2$ and a_1>0",
    ],
)
def test_comparisons_and_tokens_stay(text: str) -> None:
    assert clean_line(text) == text


def test_paragraphs_stay_apart_by_one_empty_line() -> None:
    assert clean_text("one\ntwo\n \n\n three\r\n\r\nfour") == "one two\n\nthree\n\nfour"


def test_html_paragraphs_become_paragraphs() -> None:
    assert clean_text("<p>One <b>bold</b></p><p>Two</p>") == "One bold\n\nTwo"


@given(messy)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    assert clean_line(clean_line(raw)) == clean_line(raw)
    assert clean_text(clean_text(raw)) == clean_text(raw)


@given(messy)
def test_a_clean_line_is_one_encodable_normal_line(raw: str) -> None:
    line = clean_line(raw)
    line.encode()
    assert line == " ".join(line.split())
    assert unicodedata.is_normalized("NFC", line)


@pytest.mark.parametrize("part", ["<!--", "<script>", "<", "&", "<b a=b ", "&amp;", "<sub>", "\n "])
def test_time_grows_no_faster_than_the_text(part: str) -> None:
    """Of two lengths, the second twice the first: quadratic work would take four times as long."""
    assert _quickest_s(part * 16_000) < 3 * _quickest_s(part * 8_000)


def _quickest_s(text: str) -> float:
    """Of several calls, so that what else the machine does is left out."""

    def one() -> float:
        started = time.process_time()
        clean_text(text)
        return time.process_time() - started

    return min(one() for _ in range(5))
