from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.search.papers import add_paper, revise
from tests.search.searching import search

from broadsheet.papers.models import Paper
from broadsheet.search import indexing
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.facade import Results, similar, warm_up
from broadsheet.search.query import filters
from broadsheet.search.query.filters import Condition

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engine")]


def titles(results: Results) -> list[str]:
    papers = Paper.objects.in_bulk([hit.paper_id for hit in results.hits])
    return [papers[hit.paper_id].title for hit in results.hits]


def index() -> None:
    embed_pending()
    indexing.catch_up()


@pytest.fixture
def library(engine: str) -> None:
    add_paper(
        "Protein folding with attention",
        "We predict structures of proteins with transformers.",
        authors=("Ada Lovelace", "Yann A. LeCun"),
        fields=("cs.LG", "q-bio.BM"),
        published=date(2024, 5, 17),
        has_code=True,
        arxiv="2405.00001",
        organisation="Analytical Engines",
    )
    add_paper(
        "Cooking pasta at altitude",
        "Water boils earlier on mountains. Folding dough helps.",
        authors=("Grace Hopper",),
        fields=("physics.pop-ph",),
        published=date(2023, 1, 2),
        source="hub",
    )
    add_paper("Graph theory of roads", "Shortest paths.", fields=("math.CO",), published=date(2022, 1, 1))
    index()


@pytest.mark.usefixtures("library")
class TestWords:
    def test_words_find_their_paper(self) -> None:
        assert titles(search("folding proteins", mode="lexical"))[0] == "Protein folding with attention"

    def test_meaning_finds_what_words_do_not(self) -> None:
        assert titles(search("biomolecule shape prediction"))[0] == "Protein folding with attention"
        assert titles(search("biomolecule", mode="lexical")) == []

    def test_author_and_year_are_words_too(self) -> None:
        assert titles(search("hopper 2023", mode="lexical")) == ["Cooking pasta at altitude"]

    def test_organisation_is_a_word_too(self) -> None:
        assert titles(search("analytical engines", mode="lexical")) == ["Protein folding with attention"]

    def test_phrase_must_stand_as_it_is(self) -> None:
        assert titles(search('"folding dough"')) == ["Cooking pasta at altitude"]
        assert titles(search('"dough folding"')) == []

    def test_excluded_word_excludes_in_both_halves(self) -> None:
        for mode in ("hybrid", "lexical", "semantic"):
            assert "Cooking pasta at altitude" not in titles(search("folding -pasta", mode=mode))

    def test_exclusion_alone_keeps_the_rest(self) -> None:
        assert titles(search("-pasta")) == ["Protein folding with attention", "Graph theory of roads"]

    def test_empty_query_lists_the_newest_first(self) -> None:
        results = search("")
        assert (results.total, titles(results)[0]) == (3, "Protein folding with attention")


@pytest.mark.usefixtures("library")
class TestFilters:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("field:cs.LG", ["Protein folding with attention"]),
            ("field:cs", ["Protein folding with attention"]),
            ("field:CS.lg field:math.CO", ["Protein folding with attention", "Graph theory of roads"]),
            ("-field:cs -field:math", ["Cooking pasta at altitude"]),
            ("source:hub", ["Cooking pasta at altitude"]),
            ("has:code", ["Protein folding with attention"]),
            ("after:2024-05-17", ["Protein folding with attention"]),
            ("before:2023-01-02", ["Graph theory of roads"]),
            ("after:2022-01-02 before:2024", ["Cooking pasta at altitude"]),
            ('author:"Yann LeCun"', ["Protein folding with attention"]),
            ('author:"LeCun, Yann"', ["Protein folding with attention"]),
            ("author:lovelace author:lecun", ["Protein folding with attention"]),
            ("author:lovelace author:hopper", []),
            ("-author:lecun -author:hopper", ["Graph theory of roads"]),
        ],
    )
    def test_filter_keeps_what_it_says(self, text: str, expected: list[str]) -> None:
        assert titles(search(text)) == expected

    @pytest.mark.parametrize("mode", ["hybrid", "lexical", "semantic"])
    @pytest.mark.parametrize(
        "text", ["field:q-bio.BM", "after:2024", "has:code", "source:arxiv field:cs", "author:ada"]
    )
    def test_filter_holds_in_both_halves(self, text: str, mode: str) -> None:
        results = search(f"folding proteins {text}", mode=mode)
        assert titles(results) == ["Protein folding with attention"]

    def test_filters_given_beside_the_text_add_to_it(self) -> None:
        assert titles(search("folding", filters=(Condition("field", "physics.pop-ph"),))) == [
            "Cooking pasta at altitude"
        ]
        assert titles(search("folding", filters=(Condition("after", "2024-01-01"),))) == [
            "Protein folding with attention"
        ]
        assert titles(search("folding", filters=(Condition("has", "code"),))) == [
            "Protein folding with attention"
        ]
        assert titles(
            search("", filters=(Condition("source", "hub"), Condition("has", "code", negated=True)))
        ) == ["Cooking pasta at altitude"]

    def test_registered_filter_asks_its_app(self, monkeypatch: pytest.MonkeyPatch) -> None:
        checked = Paper.objects.get(title="Graph theory of roads").pk
        monkeypatch.setitem(
            filters.RESOLVERS, "claim", filters.Resolver(frozenset({"supported"}), lambda value: [checked])
        )
        assert titles(search("claim:supported")) == ["Graph theory of roads"]
        assert titles(search("paths -claim:supported", mode="semantic")).count("Graph theory of roads") == 0


@pytest.mark.usefixtures("library")
class TestOrder:
    @pytest.mark.parametrize(
        "text", ["2405.00001", "arXiv:2405.00001v2", "https://arxiv.org/abs/2405.00001", "arxiv: 2405.00001"]
    )
    def test_identifier_comes_first(self, text: str) -> None:
        hit = search(text).hits[0]
        assert (hit.exact, hit.why[0]) == ("identifier", "exact identifier")

    def test_exact_title_comes_before_more_of_the_same_words(self) -> None:
        add_paper("Graph theory", "Graph theory graph theory graph theory.")
        add_paper("Graph theory of graph theory", "Graph theory graph theory graph theory. Theory of graphs.")
        index()
        assert titles(search("graph THEORY!"))[0] == "Graph theory"

    def test_exact_title_respects_filters_beside_the_text(self) -> None:
        assert search("Graph theory of roads", filters=(Condition("field", "cs.LG"),)).hits == []

    @pytest.mark.parametrize("title", ['-not "this" field:cs', "Q*: after:2024?", "Is author:me (x) OR y"])
    def test_title_made_of_operators_is_found_as_typed(self, title: str) -> None:
        paper = add_paper(title)
        index()
        assert search(title).hits[0].paper_id == paper.pk

    def test_newest_first_by_wish(self) -> None:
        results = search("folding", sort="date")
        assert titles(results) == ["Protein folding with attention", "Cooking pasta at altitude"]

    def test_paper_without_a_vector_keeps_its_place_by_words(self) -> None:
        late = add_paper("Protein folding proteins", "Protein folding of proteins, folding.")
        indexing.catch_up()
        hits = search("protein folding proteins folding").hits
        assert hits[0].paper_id == late.pk
        assert hits[0].similarity is None


@pytest.mark.usefixtures("library")
class TestAnswer:
    def test_reasons_are_said_and_words_marked(self) -> None:
        hit = search("protein structures").hits[0]
        assert hit.why[:2] == ["in the title: Protein", "in the abstract: structures, proteins"]
        assert hit.why[2].startswith("similar in meaning (0.")
        assert hit.title_html == "<mark>Protein</mark> folding with attention"
        assert "<mark>structures</mark> of <mark>proteins</mark>" in hit.snippet_html

    def test_facets_count_what_matches(self) -> None:
        facets = search("folding").facets
        assert facets.years == {"2024": 1, "2023": 1}
        assert facets.fields == {"cs.LG": 1, "physics.pop-ph": 1, "q-bio.BM": 1}
        assert (facets.sources, facets.with_code) == ({"arxiv": 1, "hub": 1}, 1)

    def test_years_are_counted_without_the_filter_by_date(self) -> None:
        narrowed = search("folding after:2024 before:2025")
        assert narrowed.total == 1
        assert narrowed.facets.years == {"2024": 1, "2023": 1}
        assert narrowed.facets.fields == search("folding after:2024").facets.fields
        assert len(narrowed.facets.fields) < len(search("folding").facets.fields)

    def test_other_years_stay_where_the_chosen_one_is_found_by_meaning(self) -> None:
        add_paper("Conformations of enzymes", "How biomolecules take shape.", published=date(2025, 3, 1))
        index()
        narrowed = search("protein folding after:2025")
        assert titles(narrowed) == ["Conformations of enzymes"]
        assert list(narrowed.facets.years.items()) == [("2025", 1), ("2024", 1)]

    def test_reading_is_part_of_the_answer(self) -> None:
        assert [str(each) for each in search("roads has:code").reading] == ["roads", "with code"]

    def test_similar_papers_leave_the_paper_out(self) -> None:
        paper = Paper.objects.get(title="Graph theory of roads")
        assert paper.pk not in [hit.paper_id for hit in similar(paper.pk)]
        assert len(similar(paper.pk, limit=1)) == 1

    def test_paper_that_left_since_is_not_shown(self) -> None:
        Paper.objects.filter(title="Graph theory of roads").update(status="deleted")
        revise(Paper.objects.get(title="Graph theory of roads"))
        indexing.catch_up()
        assert "Graph theory of roads" not in titles(search("graph theory of roads"))

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        text=st.lists(
            st.one_of(
                st.sampled_from(
                    [
                        '"',
                        "-",
                        "author:",
                        "field:cs",
                        "has:code",
                        "after:2024",
                        "folding",
                        " ",
                        "*",
                        "~2",
                        "AND",
                        "[",
                    ]
                ),
                st.text(max_size=8),
            ),
            max_size=8,
        ).map("".join),
        mode=st.sampled_from(["hybrid", "lexical", "semantic"]),
    )
    def test_any_text_is_answered(self, engine: str, text: str, mode: str) -> None:
        if engine == "s3":
            pytest.skip("tests/search/test_object_storage.py asks what its languages could stumble over")
        results = search(text, mode=mode)
        assert len(results.hits) <= results.total


def test_what_no_database_takes_is_left_out() -> None:
    paper = add_paper("Graph theory")
    index()
    assert search("graph\0theory \ud800").hits[0].paper_id == paper.pk


def test_nothing_indexed_yet_is_an_empty_answer() -> None:
    warm_up()
    assert search("anything").hits == []
    assert similar(1) == []


def test_pages_together_show_everything_once() -> None:
    for number in range(45):
        add_paper(f"Graph {'graph ' * (number % 7)}theory {number}", "Nodes. " * (number % 5))
    index()
    for options in ({}, {"mode": "lexical"}, {"mode": "semantic"}, {"sort": "date"}):
        pages = [search("graph theory", limit=10, offset=at, **options) for at in range(0, 50, 10)]  # type: ignore[arg-type]
        shown = [hit.paper_id for page in pages for hit in page.hits]
        assert (len(shown), len(set(shown))) == (45, 45)


@pytest.mark.slow
def test_every_title_of_the_ledger_is_its_own_first_hit(shared_data: Path, engine: str) -> None:
    if engine == "s3":
        pytest.skip("two thousand searches: the embedded engine's answer for both")
    ledger = shared_data.parent / "ledger" / "ledger.jsonl"
    if not ledger.exists():
        pytest.skip("no ledger beside the data")
    names = [orjson.loads(line)["title"] for line in ledger.read_bytes().splitlines()]
    ids = {title: add_paper(title).pk for title in names}
    indexing.catch_up()
    missed = [typed for title in names for typed in _typed(title) if _first(typed) != ids[title]]
    assert missed == []


def _typed(title: str) -> set[str]:
    bare = re.sub(r"[^\w\s]", "", title)
    return {title, title.lower(), bare, re.sub(r"[^\w\s]", " ", title)}


def _first(text: str) -> int | None:
    hits = search(text, limit=1, mode="lexical", facets=False, highlights=False).hits
    return hits[0].paper_id if hits else None


@pytest.mark.usefixtures("library")
def test_nothing_is_counted_where_nobody_asks() -> None:
    counted = search("protein folding", mode="lexical", facets=False)
    uncounted = search("protein folding", mode="lexical", facets=False, total=False)
    assert uncounted.hits == counted.hits
    assert uncounted.total == uncounted.reachable == len(uncounted.hits)
