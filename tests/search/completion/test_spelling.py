from __future__ import annotations

import pytest
from tests.search.papers import add_paper
from tests.search.searching import search

from broadsheet.search import indexing
from broadsheet.search.completion.reader import CompletionView
from broadsheet.search.facade import warm_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    for number in range(12):
        add_paper(f"Reinforcement learning for networks {number}", authors=(f"Ada {'A' * number} Lovelace",))
    add_paper("A lerning curve")
    indexing.catch_up()


def suggested(text: str) -> str | None:
    suggestion = search(text).suggestion
    return suggestion and suggestion.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reinforcemnet netwroks", "reinforcement networks"),
        ("lovelcae", "lovelace"),
        ('"netwroks" -foo reinforcement', '"networks" -foo reinforcement'),
        ("lerning", "learning"),
        ("reinforcment lerning", "reinforcement learning"),
    ],
)
def test_misspelt_words_get_a_suggestion(typed: str, meant: str) -> None:
    assert suggested(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["reinforcement learning", "reinforcment learning", "Networks", "xyzzyquux", "2407.04811", "", "teh"],
)
def test_known_words_and_what_is_near_nothing_get_none(text: str) -> None:
    assert suggested(text) is None


def test_process_that_was_warmed_up_reads_no_list_of_words_for_a_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warm_up()
    monkeypatch.setattr(CompletionView, "words", lambda *asked: pytest.fail(f"read anew: {asked[1:]}"))
    assert suggested("reinforcemnet netwroks") == "reinforcement networks"
