from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.summaries.sentences import sentences


def split(text: str) -> list[str]:
    return [each.text for each in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We follow Doe et al. (2020) and improve on it.",
        "Some methods, e.g. Adam and i.e. SGD, converge.",
        "It drops by 1.5 points, cf. Fig. 2 and Sec. 3.1.",
        "The bound of J. Smith and A. B. Doe is tight.",
        "Rates are $x = 1. Y$ and \\(a. B\\) in the limit.",
        "An account of Phys. Rev. Lett. 12 follows.",
        "Compared with models vs. Baseline runs it wins.",
        "Is w.r.t. Theorem 2 all there is?",
    ],
)
def test_no_sentence_ends_within(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "sentences_",
    [
        ["We study walks.", "They mix fast."],
        ["It holds (see the appendix).", "We prove it."],
        ["Does it help?", "It does!", "Always."],
        ["It reaches 37.5%.", "The rest is noise."],
        ["We use vitamin C.", "We find no effect."],
        ["Following Doe et al.", "We extend it."],
        ["It sums to $a = b.$", "Then it stops."],
        ["He said “it works.”", "It did."],
        ["Gains are 3.3\\%.", "$k$-means loses."],
        ["Old models fail.", "mBERT does not."],
        ["They cost dollars: $5.", "We cost $10."],
    ],
)
def test_sentences_end_here(sentences_: list[str]) -> None:
    assert split(" ".join(sentences_)) == sentences_


def test_a_space_that_was_lost_does_not_join_two_sentences() -> None:
    assert split("Trees grow.We cut them.") == ["Trees grow.", "We cut them."]


def test_a_paragraph_ends_a_sentence() -> None:
    assert split("A heading\n\nWe begin") == ["A heading", "We begin"]


def test_enumerations_stay_with_their_sentence() -> None:
    assert split("1. First we look. 2. Then we leap.") == ["1. First we look.", "2. Then we leap."]


@given(st.text(alphabet=st.sampled_from(list('aB. $\\!?\n(")1é。\U000f0000')), max_size=60))
def test_places_are_of_the_text_as_it_stands_and_hold_every_word(text: str) -> None:
    found = sentences(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    ends = [0, *(place for each in found for place in (each.start, each.end)), len(text)]
    assert ends == sorted(ends)
    gaps = "".join(text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))
    assert not gaps.strip()
