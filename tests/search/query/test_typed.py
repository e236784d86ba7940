"""What is typed is understood: words inside unspaced scripts, identifiers as printed, nothing, and near-operators."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.search.papers import add_paper
from tests.search.searching import search

from broadsheet.papers.lookup import named_papers
from broadsheet.papers.models import Paper
from broadsheet.search import indexing
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.facade import Results
from broadsheet.search.query.filters import Condition
from broadsheet.search.query.parsing import parse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engine", "library")]

CHINESE, JAPANESE, KOREAN = (
    "城市交通流量的长期预测方法",
    "古文書の自動翻刻に関する調査",
    "위성사진으로 산불을 찾는 방법",
)


@pytest.fixture
def library(engine: str) -> None:
    add_paper(CHINESE, authors=("王小明",), published=date(2023, 2, 1))
    add_paper(JAPANESE, authors=("佐藤花子",), published=date(2024, 2, 1))
    add_paper(KOREAN, authors=("박영희",), published=date(2025, 2, 1))
    add_paper("Étude of rough paths", authors=("Zoë Kraußmann",), arxiv="2403.01234")
    add_paper("Volumes of knots", authors=("İdil Şen",), arxiv="math/0405123", published=None)
    add_paper("Weighted bounds in ℓ₁", authors=("Ann Other",), published=date(2022, 2, 1))
    add_paper("Fit and χ² without tears", published=date(2021, 2, 1))
    embed_pending()
    indexing.catch_up()


def titles(results: Results) -> list[str]:
    papers = Paper.objects.in_bulk([hit.paper_id for hit in results.hits])
    return [papers[hit.paper_id].title for hit in results.hits]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("交通流量", CHINESE),
        ("预测", CHINESE),
        ('"长期预测"', CHINESE),
        ("「交通流量」", CHINESE),
        ("流", CHINESE),
        ("翻刻", JAPANESE),
        ("自動 調査", JAPANESE),
        ('"翻刻に関する"', JAPANESE),
        ("위성사진", KOREAN),
        ("산불", KOREAN),
        ("author:王小明", CHINESE),
        ("author:佐藤", JAPANESE),
    ],
)
def test_word_inside_an_unspaced_text_is_found(text: str, title: str) -> None:
    results = search(text, mode="lexical")
    assert (titles(results), results.facets.total) == ([title], 1)


def test_characters_that_stand_apart_are_no_phrase() -> None:
    assert titles(search('"交预"')) == []
    assert CHINESE not in titles(search("-交通"))


def test_matching_part_of_an_unspaced_title_is_marked() -> None:
    hit = search("交通流量", mode="lexical").hits[0]
    assert hit.title_html == "城市<mark>交通流量</mark>的长期预测方法"
    assert hit.why == ["in the title: 交通流量"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("e\u0301tude", "Étude of rough paths"),
        ("author:Zoe\u0308", "Étude of rough paths"),
        ("author:kraussmann", "Étude of rough paths"),
        ("author:idil", "Volumes of knots"),
        (r"bounds $\ell_1$", "Weighted bounds in ℓ₁"),
        (r"\ell_1", "Weighted bounds in ℓ₁"),
        ("χ^2", "Fit and χ² without tears"),
        (r"$\chi^2$ without", "Fit and χ² without tears"),
    ],
)
def test_spelling_of_a_query_does_not_matter(text: str, title: str) -> None:
    assert titles(search(text, mode="lexical")) == [title]


@pytest.mark.parametrize(
    "text", ["🦉", "🦉 🦉", "?!", "§§", '"…"', "-🦉", "\u200b", "∇", "x" * 90, "$$", r"\,"]
)
@pytest.mark.parametrize("sort", ["relevance", "date", "votes"])
def test_query_of_which_nothing_is_left_finds_nothing_and_says_so(text: str, sort: str) -> None:
    results = search(text, sort=sort)
    assert (results.hits, results.total, results.facets.total) == ([], 0, 0)
    assert [piece.kind for piece in results.reading] == ["remark"]
    assert "can be searched for" in str(results.reading[0])


def test_nothing_beside_a_filter_leaves_the_filter() -> None:
    assert titles(search("🦉 year:2024")) == [JAPANESE]
    assert search("", filters=(Condition("source", "arxiv"),)).total == search("  ").total == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year:2024", [JAPANESE]),
        ("year:2024..2025", [KOREAN, JAPANESE]),
        ("year:2021-2022", ["Weighted bounds in ℓ₁", "Fit and χ² without tears"]),
        ("year:2021 year:2024", [JAPANESE, "Fit and χ² without tears"]),
        ("YEAR:2024 before:2024-02", []),
        (
            "-year:2021-2025 -author:kraussmann",
            ["Volumes of knots"],
        ),
    ],
)
def test_year_is_a_filter(text: str, expected: list[str]) -> None:
    assert titles(search(text)) == expected


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "semantic"])
def test_year_holds_in_both_halves(mode: str) -> None:
    assert titles(search("bounds year:2022 year:2030", mode=mode)) == ["Weighted bounds in ℓ₁"]
    assert "Weighted bounds in ℓ₁" not in titles(search("bounds -year:2022", mode=mode))


def test_other_years_are_counted_beside_a_chosen_one() -> None:
    assert set(search("year:2024").facets.years) >= {"2021", "2022", "2023", "2024", "2025"}


@pytest.mark.parametrize(
    "text",
    [
        "ARXIV 2403.01234",
        "arXiv:2403.01234v3 [math.PR]",
        "arXiv:2403.01234v3 [math.PR] 7 Mar 2024",
        "arXiv preprint arXiv:2403.01234 (2024)",
        "arxiv.org/abs/2403.01234",
        "export.arxiv.org/pdf/2403.01234v2.pdf",
        "http://cn.arxiv.org/abs/2403.01234",
        "https://xxx.lanl.gov/abs/2403.01234",
        "2403.01234v1.pdf",
        "[2403.01234]",
        "“2403.01234”,",
        "２４０３.０１２３４",
        "arxiv：2403.01234",
        "arXiv.2403.01234",
        "the paper 2403.01234 on paths",
        "Kraussmann, Étude of rough paths, https://arxiv.org/abs/2403.01234v2.",
        "2403.01234\u200b",
    ],
)
def test_number_as_printed_anywhere_brings_its_paper_first(text: str) -> None:
    hit = search(text).hits[0]
    assert (hit.exact, Paper.objects.get(pk=hit.paper_id).title) == ("identifier", "Étude of rough paths")


@pytest.mark.parametrize(
    "text",
    ["math/0405123", "arXiv:math/0405123v2 [math.GT]", "math.GT/0405123", "arxiv.org/abs/math/0405123"],
)
def test_old_number_brings_its_paper_first(text: str) -> None:
    assert titles(search(text))[0] == "Volumes of knots"


def test_several_numbers_bring_their_papers_in_order() -> None:
    found = search("math/0405123, 2403.01234")
    assert titles(found)[:2] == ["Volumes of knots", "Étude of rough paths"]


def test_number_in_the_words_of_a_query_is_no_paper_of_ours() -> None:
    assert all(hit.exact == "" for hit in search("bounds 1.5 and 2024").hits)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("auther:Lee", "author:Lee"),
        ("au:Lee", "author:Lee"),
        ('by:"Ann Lee"', 'author:"Ann Lee"'),
        ("cat:cs.LG", "field:cs.LG"),
        ("since:2024", "after:2024"),
        ("years:2024", "year:2024"),
        ("date:2024", "year:2024"),
        ("code:yes", "has:code"),
        ("title:bounds", "title, abstract"),
        ("colour:red", "author:, field:"),
        ("after:yesterday", "after:2024-05"),
        ("year:24", "year:2024"),
        ("has:data", "has:code"),
        ("cats AND dogs", "AND is no operator"),
        ("cats NOT dogs", "-word"),
        ("author: LeCun", "without a space"),
    ],
)
def test_operator_we_do_not_know_is_said_to_be_words_with_what_it_could_mean(text: str, said: str) -> None:
    query = parse(text)
    assert query.conditions == ()
    assert len(query.remarks) == 1
    assert said in query.remarks[0]


def test_only_the_nearest_operator_is_proposed() -> None:
    assert "after" not in parse("auther:Lee").remarks[0]


@pytest.mark.parametrize(
    "text",
    [
        "bounds",
        "https://a.example/x",
        "doi:10.1000/x",
        "arXiv:2403.01234",
        "AlphaZero:chess",
        "3:1",
        "Notes: a",
    ],
)
def test_what_looks_like_no_operator_needs_no_remark(text: str) -> None:
    assert parse(text).remarks == ()


def test_words_that_name_no_paper_ask_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert named_papers("graph embeddings for the year 2024 of roads") == []
