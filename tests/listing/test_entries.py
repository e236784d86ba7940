"""An entry reads what is asked of it, for all papers of its list at once."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.press import FRIDAY, TODAY, bring_in, claim, listed, paper, record, with_code

from broadsheet.editions.freeze import freeze
from broadsheet.editions.reading import edition_of
from broadsheet.listing import parts
from broadsheet.listing.edition_text import edition_text
from broadsheet.listing.entries import BATCH, Entry, entries, entries_of, entry_of
from broadsheet.papers.counts import Counts
from broadsheet.papers.models import Paper
from broadsheet.papers.record import Identifier

pytestmark = pytest.mark.django_db
PARTS = ("authors", "first_authors", "fields", "identifiers", "links", "details", "listings", "editions")


def queries(entries: list[Entry], part: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        for entry in entries:
            getattr(entry, part)
    return len(captured)


@pytest.mark.parametrize("papers", [1, 5])
@pytest.mark.parametrize("part", PARTS)
def test_part_costs_one_query_when_it_is_first_used(papers: int, part: str) -> None:
    bring_in(*(record(number) for number in range(papers)))
    made = entries_of(list(Paper.objects.select_related("organisation")))
    assert (queries(made, part), queries(made, part)) == (1, 0)


def test_title_counts_and_address_cost_none() -> None:
    bring_in(record(1))
    [entry] = entries_of(list(Paper.objects.select_related("organisation")))
    assert [queries([entry], part) for part in ("title", "url", "votes", "comments", "published")] == [0] * 5


def test_links_are_not_read_for_the_code_of_papers_without_code() -> None:
    bring_in(record(1), with_code(2))
    without, having = entry_of(paper(1)), entry_of(paper(2))
    assert (queries([without], "code_url"), queries([having], "code_url")) == (0, 1)
    assert (without.code_url, having.code_url) == ("", "https://github.com/ada/engine")


def test_every_claim_of_a_paper_is_shown(client: Client) -> None:
    named = tuple(Identifier("ledger", name) for name in ("s001", "s002"))
    bring_in(record(1, identifiers=(Identifier("arxiv", "2611.00001"), *named)))
    claim("s001"), claim("s002")
    assert [each.ledger_id for each in entry_of(paper(1)).claims] == ["s001", "s002"]
    page = client.get("/papers/2611.00001").content.decode()
    assert "What s001 says holds" in page
    assert "What s002 says holds" in page


def test_order_is_kept_and_papers_that_are_gone_are_left_out() -> None:
    bring_in(*(record(number) for number in range(1, 4)))
    ids = [paper(number).pk for number in (3, 1, 2)]
    assert [entry.paper.pk for entry in entries([ids[0], 10**9, *ids[1:]])] == ids


def test_many_papers_are_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadsheet.listing.entries.BATCH", 2)
    bring_in(*(record(number) for number in range(1, 6)))
    ids = list(Paper.objects.values_list("pk", flat=True))
    assert BATCH > 2
    assert [entry.authors for entry in entries(ids)] == [("Ada Lovelace", "Emmy Noether")] * 5


SHOWN_IN = (
    "/",
    "/daily/2026-11-20",
    "/weekly/2026-W47",
    "/trending",
    "/fields/cs.LG",
    "/lists/week-12",
    "/search?q=graph",
    "/papers/2611.00001",
    "/papers/2611.00001.md",
    "/fields/cs.LG.md",
    "/daily/2026-11-20.txt",
    "/api/v1/papers",
    "/api/v1/search?q=graph",
    "/api/v1/papers/2611.00001",
    "/api/daily_papers",
    "/api/papers/2611.00001",
)


@pytest.mark.parametrize("address", SHOWN_IN)
def test_votes_come_from_one_place(client: Client, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    bring_in(listed(1, "week-12", 1, upvotes=3))
    freeze(TODAY, FRIDAY)
    monkeypatch.setattr(parts, "counts_of", lambda papers: {each.id: Counts(7531, 0) for each in papers})
    answer = client.get(address)
    assert answer.status_code == 200
    assert re.search(r"7,?531", answer.content.decode())


def test_plain_text_shows_the_counts_of_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(listed(1, "week-12", 1, upvotes=3))
    assert "3 votes" in edition_text(edition_of(TODAY))
    monkeypatch.setattr(parts, "counts_of", lambda papers: {each.id: Counts(1, 2) for each in papers})
    assert "1 vote, 2 comments" in edition_text(edition_of(TODAY))
