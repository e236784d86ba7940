from __future__ import annotations

import numpy as np
import pytest
from tests.search.papers import add_paper
from tests.search.searching import search

from broadsheet.papers.models import Paper
from broadsheet.search import indexing
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.query.parsing import TEXT_FROM_WORDS, parse
from broadsheet.search.rank.pseudo_relevance import revised_meaning

pytestmark = pytest.mark.django_db(transaction=True)
PROTEINS = "Predicting how chains of amino acids fold in space"


@pytest.fixture
def library() -> dict[str, Paper]:
    titles = {
        "fold": "Protein structure prediction",
        "drug": "Binding of small molecules to proteins",
        "cell": "Images of living cells",
        "galaxy": "Rotation curves of galaxies",
        "star": "Spectra of distant stars",
    }
    return {name: add_paper(title) for name, title in titles.items()}


def index() -> None:
    embed_pending()
    indexing.catch_up()


def found(text: str = "", **examples: tuple[int, ...]) -> list[int]:
    named = {
        kind: tuple(Paper.objects.get(pk=paper).public_id for paper in papers)
        for kind, papers in examples.items()
    }
    return [hit.paper_id for hit in search(text, **named).hits]


def test_papers_like_several_are_found_and_the_examples_are_not(library: dict[str, Paper]) -> None:
    index()
    near = found(like=(library["galaxy"].pk,))
    assert near[0] == library["star"].pk
    assert library["galaxy"].pk not in near


def test_what_is_unwanted_sinks(library: dict[str, Paper]) -> None:
    index()
    liked = (library["drug"].pk,)
    near = found(like=liked)
    away = found(like=liked, unlike=(library["star"].pk,))
    assert library["star"].pk not in away
    assert near.index(library["fold"].pk) >= away.index(library["fold"].pk)


def test_text_and_examples_are_asked_together(library: dict[str, Paper]) -> None:
    index()
    assert found("images", like=(library["fold"].pk,))[0] == library["cell"].pk


def test_without_vectors_words_of_the_examples_are_asked(
    library: dict[str, Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    indexing.catch_up()
    assert found(like=(library["fold"].pk,)) == [library["drug"].pk]


def test_example_without_a_vector_yet_is_no_error(library: dict[str, Paper]) -> None:
    indexing.catch_up()
    assert found(like=(library["fold"].pk,)) in ([], [library["drug"].pk])


def test_long_query_is_a_text_without_operators(library: dict[str, Paper]) -> None:
    index()
    text = f"{PROTEINS}. Background: -none " * (TEXT_FROM_WORDS // 6)
    query = parse(text)
    assert (query.is_text, query.excluded, query.conditions) == (True, (), ())
    assert query.reading[0].text == f"papers like this text of {len(query.words)} words"
    assert search(text).hits[0].paper_id == library["fold"].pk


def test_feedback_raises_what_resembles_the_best_and_leaves_the_unknown_unknown() -> None:
    query = np.array([1.0, 0.0], np.float32)
    stored = {1: bytes([100, 78]), 2: bytes([90, 90]), 3: bytes([120, 0x100 - 40])}
    papers, meaning = np.array([1, 2, 3, 4]), np.array([0.78, 0.7, 0.95, np.nan])
    revised = revised_meaning(query, papers, np.array([1.0, 0.1, 0.0, 0.9]), meaning, stored)
    assert revised[0] > meaning[0]
    assert np.isnan(revised[3])
