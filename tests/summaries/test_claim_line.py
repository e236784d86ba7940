from __future__ import annotations

import pytest

from broadsheet.summaries import claim_line as model
from broadsheet.summaries import cues
from broadsheet.summaries.claim_line import claim_line

FINDING = (
    "Experiments on six lakes show that the method predicts ice cover 12% better than the best baseline."
)
ABSTRACT = (
    "Ice on lakes is a challenging problem that has recently attracted interest. However, existing models suffer from "
    "sparse data. We propose a framework that learns from boats. It consists of two modules with a joint objective. "
    f"{FINDING} Code is available at https://example.org/ice."
)


def test_the_finding_is_chosen_and_quoted_exactly() -> None:
    line = claim_line(ABSTRACT)
    assert line is not None
    assert line.sentence == FINDING == ABSTRACT[line.start : line.end]


def test_latex_is_quoted_as_its_source_wrote_it() -> None:
    finding = (
        "We prove that the walk mixes in $O(n \\log n)$ steps, i.e. faster than \\emph{any} earlier bound."
    )
    line = claim_line(
        f"Walks mix. We consider walks on \\textbf{{trees}}. {finding} We discuss open questions."
    )
    assert line is not None
    assert line.sentence == finding


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "We find it.",
        "We ask. We find it.",
        "私たちは雪を調べた。雪は白い。氷は冷たい。結果を示す。",
        "It is. " * 4000,
    ],
)
def test_no_line_is_chosen_where_there_is_no_abstract_to_choose_from(abstract: str) -> None:
    assert claim_line(abstract) is None


def test_a_sentence_too_long_to_quote_is_not_chosen() -> None:
    line = claim_line(ABSTRACT.replace("six lakes", "lakes " * 200))
    assert line is not None
    assert len(line.sentence) <= model.MOST_QUOTED


def test_scores_are_the_weights_of_the_features() -> None:
    """What training fits is what is computed when an abstract is read."""
    texts = [each.text for each in model.sentences(ABSTRACT)]
    weights = model._weights()
    wanted = [
        sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in cues.features(texts)
    ]
    assert model.scores(texts) == pytest.approx(wanted)


def test_words_count_by_class_whatever_their_ending() -> None:
    assert cues.class_names("outperforms") == cues.class_names("outperforming") == ("<better>",)
    assert cues.pair_names("we", "find") == ("<authors find>",)
    assert cues.pair_names("they", "find") == ()
    assert list(cues.pairs_of(["we", "clearly", "show"])) == [("we", "show")]
