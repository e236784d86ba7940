from __future__ import annotations

import pytest
from tests.search.papers import add_paper, revise

from broadsheet.papers.models import Field, Paper
from broadsheet.search import indexing
from broadsheet.search.completion.completing import Completion, complete

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_words_only")]


@pytest.fixture
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")


@pytest.fixture
def library(_words_only: None) -> Paper:
    paper = add_paper("Attention is all you need", authors=("Ashish Vaswani",), fields=("cs.LG",))
    add_paper("You need attention, in all", authors=("Yann LeCun", "Grace Hopper"))
    add_paper("Graph networks", authors=("Yann LeCun",))
    Field.objects.filter(code="cs.LG").update(name="Machine Learning")
    indexing.catch_up()
    return paper


def labels(found: list[Completion], kind: str) -> list[str]:
    return [each.label for each in found if each.kind == kind]


@pytest.mark.usefixtures("library")
class TestWhatIsTyped:
    def test_title_that_begins_so_comes_before_one_that_has_the_words(self) -> None:
        assert labels(complete("attention is a"), "title") == ["Attention is all you need"]
        assert labels(complete("need att"), "title") == [
            "Attention is all you need",
            "You need attention, in all",
        ]

    def test_accents_and_case_do_not_matter(self) -> None:
        assert labels(complete("GRÁPH"), "title") == ["Graph networks"]

    @pytest.mark.parametrize("typed", ["lecu", "yann le", "LeCun Y"])
    def test_author_is_found_by_any_part_of_the_name(self, typed: str) -> None:
        assert Completion("author", "Yann LeCun", 'author:"Yann LeCun"', "2 papers") in complete(typed)

    @pytest.mark.parametrize("typed", ["cs.l", "mach", "learn"])
    def test_field_is_found_by_code_and_name(self, typed: str) -> None:
        assert Completion("field", "cs.LG", "field:cs.LG", "Machine Learning") in complete(typed)

    def test_operator_keeps_what_stands_before_it(self) -> None:
        assert [each.text for each in complete("graphs -author:hop")] == ['graphs -author:"Grace Hopper"']
        assert [each.text for each in complete('author:"grace h')] == ['author:"Grace Hopper"']
        assert [each.text for each in complete("bandits field:cs.")] == ["bandits field:cs.LG"]
        assert [each.text for each in complete("claim:un")] == ["claim:unchecked", "claim:untestable"]

    @pytest.mark.parametrize("typed", ["", "a", " ", "\\", '"', "((", "author:", "zzzz", "x" * 5_000])
    def test_nothing_to_complete_is_no_error(self, typed: str) -> None:
        assert not labels(complete(typed), "title")


def test_most_voted_title_comes_first() -> None:
    for votes in (1, 7, 3):
        revise(add_paper(f"Graphs with {votes} votes"), upvotes=votes)
    indexing.catch_up()
    assert labels(complete("graphs"), "title") == [f"Graphs with {votes} votes" for votes in (7, 3, 1)]


def test_changed_and_removed_titles_are_followed(library: Paper) -> None:
    revise(library, title="Convolution is all you need")
    indexing.catch_up()
    assert labels(complete("attention is"), "title") == []
    assert labels(complete("conv"), "title") == ["Convolution is all you need"]
    revise(library, status="deleted")
    indexing.catch_up()
    assert labels(complete("conv"), "title") == []


def test_rebuild_completes_the_same(library: Paper) -> None:
    before = [complete(typed) for typed in ("att", "yann", "mach")]
    indexing.rebuild()
    assert [complete(typed) for typed in ("att", "yann", "mach")] == before
