from __future__ import annotations

import pytest

from broadsheet.summaries.sentences import sentences
from broadsheet.summaries.support import agrees, supporting

ABSTRACT = sentences(
    "Lakes freeze late. We train a model of ice on records of boats. "
    "The model predicts ice cover 12.5% better than the best baseline on 1,200 lakes."
)


def source(made: str, cosines: list[float] | None = None) -> str:
    found = supporting(made, ABSTRACT, cosines)
    return found.text if found else ""


def test_a_sentence_is_supported_by_the_one_that_has_its_words() -> None:
    assert source("It predicts ice cover better than the best baseline on lakes.") == ABSTRACT[2].text
    assert source("A model of ice is trained on records of boats.") == ABSTRACT[1].text


def test_nothing_supports_what_the_abstract_does_not_say() -> None:
    assert source("Fish migrate earlier in warm years.") == ""
    assert source("Boats sink when the ice of lakes breaks in spring.") == ""


def test_with_a_model_fewer_words_suffice_and_meaning_is_needed() -> None:
    made = "Predicts ice cover well beyond any former approach."
    assert source(made) == ""
    assert source(made, [0.1, 0.2, 0.7]) == ABSTRACT[2].text
    assert source(made, [0.1, 0.2, 0.4]) == ""


@pytest.mark.parametrize("number", ["12.5%", "12.50 %", "1,200", "1200"])
def test_numbers_that_the_source_has_are_kept(number: str) -> None:
    assert source(f"The model predicts ice cover better than the best baseline: {number}.")


@pytest.mark.parametrize("number", ["13%", "125", "12.6", "12", "2"])
def test_a_number_that_the_source_lacks_drops_the_sentence(number: str) -> None:
    assert not source(f"The model predicts ice cover better than the best baseline: {number}.")


def test_a_negation_that_the_source_lacks_drops_the_sentence() -> None:
    assert not source("The model does not predict ice cover better than the best baseline.")
    assert agrees("It does not help.", "It fails to help.")
