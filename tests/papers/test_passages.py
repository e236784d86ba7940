from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.mathml import paragraphs_to_html
from broadsheet.papers.passages import Passage, marked_paragraphs

TEXT = "We walk. We \\emph{run in $n^2$ steps}. It helps.\n\nThe \\textbf{end is near. It} comes."


def passage(quoted: str, is_marked: bool = True) -> Passage:
    start = TEXT.index(quoted)
    return Passage(start, start + len(quoted), f"s{start}", is_marked)


def marked(*quoted: str) -> str:
    return marked_paragraphs(TEXT, [passage(each) for each in quoted])


def without_marks(html: str) -> str:
    return re.sub(r"</?(?:mark|span)\b[^>]*>", "", html)


def test_a_passage_is_marked_with_its_formulas_and_emphasis() -> None:
    html = marked("We \\emph{run in $n^2$ steps}.")
    inside = html.split('<mark id="s9">')[1].split("</mark>")[0]
    assert inside.startswith("We <em>run in <math")
    assert inside.endswith("steps</em>.")


def test_passages_of_two_kinds_stand_beside_each_other() -> None:
    html = marked_paragraphs(TEXT, [passage("It helps.", is_marked=False), passage("We walk.")])
    assert '<mark id="s0">We walk.</mark>' in html
    assert ">It helps.</span></p>" in html


def test_a_passage_that_would_not_nest_stays_unmarked() -> None:
    assert marked("The \\textbf{end is near.") == paragraphs_to_html(TEXT)


def test_of_passages_that_overlap_the_first_is_marked() -> None:
    assert marked("We walk.", "walk.").count("<mark") == 1


def test_a_text_with_characters_of_the_standins_is_not_marked() -> None:
    text = "Odd \U00100000 text."
    assert marked_paragraphs(text, [Passage(0, 3, "s0", True)]) == paragraphs_to_html(text)


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=4))
def test_marking_changes_nothing_but_the_marks(places: list[tuple[int, int]]) -> None:
    """At any places that cut no command or formula in two."""
    words = {match.start() for match in re.finditer(r"(?<=[a-z.] )(?=[A-Z])", TEXT)}
    passages = [Passage(start, end, f"s{start}", True) for start, end in places if {start, end} <= words]
    assert without_marks(marked_paragraphs(TEXT, passages)) == paragraphs_to_html(TEXT)


@pytest.mark.parametrize("name", ["s0", "s12"])
def test_ids_are_those_of_the_passages(name: str) -> None:
    assert f'id="{name}"' in marked_paragraphs("We walk.", [Passage(0, 8, name, True)])
