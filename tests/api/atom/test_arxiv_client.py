"""The client `arxiv` from PyPI, unmodified, against a running server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import arxiv
import pytest
from tests.api.shelf import ALL, BERT, PROCEEDINGS, SETS, stock
from tests.papers.records import record

from broadsheet.api.atom import asking
from broadsheet.papers.record import Identifier, Record
from broadsheet.search import indexing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(live_server: Any) -> arxiv.Client:
    """Only its address differs from the one it comes with."""
    client = arxiv.Client(page_size=2, delay_seconds=0, num_retries=0)
    client.query_url_format = f"{live_server.url}/arxiv/api/query?{{}}"
    return client


def held(*records: Any) -> None:
    stock(*records)
    indexing.catch_up()


def titles(client: arxiv.Client, query: str, **more: Any) -> set[str]:
    return {result.title for result in client.results(arxiv.Search(query, **more))}


QUERIES: dict[str, list[Record]] = {
    "ti:bert": [BERT],
    "ti:short": [],
    "abs:short": [BERT],
    "all:transformations": [PROCEEDINGS],
    "au:lovelace": [BERT],
    "au:van_der_schaar": [SETS],
    "au:schaar_m": [SETS],
    'au:"Mihaela van der Schaar"': [SETS],
    "cat:cs.LG": [SETS],
    "cat:cs.*": [SETS, BERT],
    "cat:cs.LG OR cat:cs.CL": [SETS, BERT],
    "cat:cs.LG AND cat:cs.CL": [],
    "cat:cs.* ANDNOT au:lovelace": [SETS],
    "cat:cs.* AND NOT au:lovelace": [SETS],
    "(cat:cs.LG OR cat:cs.CL) AND ti:token": [BERT],
    "cat:cs.LG OR cat:cs.CL AND ti:nothing": [SETS],
    'ti:"eos token"': [BERT],
    'ti:"token eos"': [],
    "ti:(bert AND token)": [BERT],
    "transform*": [PROCEEDINGS],
    "id:2603.00001v2": [SETS],
    "cat:cs.LG AND submittedDate:[202603180000 TO 202603182359]": [SETS],
    "cat:cs.LG AND submittedDate:[202603190000 TO *]": [],
    "BERT: token": [BERT],
}


def test_queries_find_what_they_say(client: arxiv.Client) -> None:
    held(SETS, BERT, PROCEEDINGS)
    found = {query: titles(client, query) for query in QUERIES}
    assert found == {query: {each.title for each in papers} for query, papers in QUERIES.items()}


def test_result_has_every_field_of_its_paper(client: arxiv.Client) -> None:
    held(*ALL)
    (result,) = client.results(arxiv.Search("cat:stat.ML"))
    assert result.get_short_id() == "2603.00001"
    assert result.published == SETS.published
    assert result.primary_category == "cs.LG"
    assert result.categories == ["cs.LG", "stat.ML"]
    assert [author.name for author in result.authors][:2] == ["Mihaela van der Schaar", "Conrad Mädler"]
    assert result.journal_ref == "Phys. Rev. D 76, 013009 (2007)"
    assert result.pdf_url == "https://arxiv.org/pdf/2603.00001"
    assert result.summary == SETS.abstract


def test_list_of_numbers_is_answered_in_its_order(client: arxiv.Client) -> None:
    held(*ALL)
    found = client.results(arxiv.Search(id_list=["2603.00002v1", "2603.00001", "9999.99999"]))
    assert [result.get_short_id() for result in found] == ["2603.00002", "2603.00001"]


def test_numbers_narrow_a_query(client: arxiv.Client) -> None:
    held(*ALL)
    assert titles(client, "cat:cs.*", id_list=["2603.00002"]) == {BERT.title}


def many(count: int) -> list[Any]:
    return [
        record(
            f"Graphs, part {number}",
            f"2603.1{number:04}",
            published=datetime(2026, 3, 1, number % 24, tzinfo=UTC),
            updated=datetime(2026, 4, 30 - number, tzinfo=UTC),
            identifiers=(Identifier("arxiv", f"2603.1{number:04}"),),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("order", list(arxiv.SortOrder))
@pytest.mark.parametrize("criterion", list(arxiv.SortCriterion))
def test_pages_cover_all_results_once(client: arxiv.Client, criterion: Any, order: Any) -> None:
    held(*many(9))
    search = arxiv.Search("all:graphs", sort_by=criterion, sort_order=order, max_results=None)
    ids = [result.get_short_id() for result in client.results(search)]
    assert len(ids) == len(set(ids)) == 9


def test_dates_put_results_in_order(client: arxiv.Client) -> None:
    held(*many(9))
    by_date = arxiv.Search(
        "all:graphs", sort_by=arxiv.SortCriterion.SubmittedDate, sort_order=arxiv.SortOrder.Ascending
    )
    moments = [result.published for result in client.results(by_date)]
    assert moments == sorted(moments)
    by_update = arxiv.Search("all:graphs", sort_by=arxiv.SortCriterion.LastUpdatedDate)
    updates = [result.updated for result in client.results(by_update)]
    assert updates == sorted(updates, reverse=True)


def test_many_matches_are_put_in_order_by_day(client: arxiv.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SORTED_EXACTLY", 3)
    older = [
        record(f"Graphs of {year}", str(year), published=datetime(year, 1, 1, tzinfo=UTC))
        for year in range(2000, 2007)
    ]
    held(*older)
    for order in arxiv.SortOrder:
        search = arxiv.Search("all:graphs", sort_by=arxiv.SortCriterion.SubmittedDate, sort_order=order)
        years = [result.published.year for result in client.results(search)]
        assert years == sorted(range(2000, 2007), reverse=order is arxiv.SortOrder.Descending)


UNREADABLE = (
    "(ti:a",
    "ti:a)",
    "AND",
    "ti:a AND",
    "ANDNOT ti:a",
    "jr:nature",
    "submittedDate:[x TO y]",
    "submittedDate:[20261301 TO 20261302]",
    "(" * 30 + "a",
    " ".join("a" * 101),
)


def test_queries_that_cannot_be_read_are_refused(client: arxiv.Client) -> None:
    held(BERT)
    for query in UNREADABLE:
        with pytest.raises(arxiv.HTTPError) as refused:
            titles(client, query)
        assert refused.value.status == 400


def test_query_of_nothing_finds_nothing(client: arxiv.Client) -> None:
    held(BERT)
    assert titles(client, "") == set()
