"""A new instance without a network: its 562 papers as they come with the package."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from tests.web.browser.crawl import crawl, routes_for_people
from tests.web.pages import links, main_text, read

from broadsheet.claims.models import Claim
from broadsheet.listing.entries import entries
from broadsheet.papers.models import Paper
from broadsheet.server import startup

pytestmark = pytest.mark.django_db
OF_A_ROUTE = 4
ANSWERED = (200, 202, 301, 302)
"""202: a plot that the worker has still to draw; its place holds a note of the same size."""
ONLY_FOR_READERS = ("digest", "account_", "complete", "cover", "editor")
"""Beginnings of routes that a link in mail, a form, a script or a frozen edition leads to."""


@pytest.fixture
def built_in() -> None:
    startup.load_built_in(lambda text: None)


def test_every_link_leads_somewhere(built_in: None) -> None:
    tested = Claim.objects.filter(run__isnull=False).first()
    assert tested
    pages = list(crawl(["/", f"/claims/{tested.ledger_id}"], OF_A_ROUTE))
    assert [(page.address, page.status) for page in pages if page.status not in ANSWERED] == []
    missed = routes_for_people() - {page.route for page in pages}
    assert [route for route in missed if not route.startswith(ONLY_FOR_READERS)] == []


def test_papers_with_facts_have_authors_dates_and_links_and_the_others_searches(
    client: Client, built_in: None
) -> None:
    papers = entries(Paper.unmerged.values_list("id", flat=True))
    numbered = [each for each in papers if each.identifier("arxiv")]
    assert (len(papers), len(numbered)) == (562, 533)
    for each in numbered:
        assert each.link("pdf") == f"https://arxiv.org/pdf/{each.identifier('arxiv')}"
        assert each.paper.published
    assert sum(bool(each.authors) for each in numbered) >= 520
    rest = next(each for each in papers if not each.links)
    page = read(client, rest.url)
    title = quote(rest.title)
    assert {link.split("?")[0] for link in links(page) if link and title in link} == {
        "https://arxiv.org/search/",
        "https://www.semanticscholar.org/search",
    }
    assert "None of its sources gave an address" in main_text(page)
