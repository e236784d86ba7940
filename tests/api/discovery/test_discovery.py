"""How machines find their way: links in pages, sitemaps, robots.txt, llms.txt."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from lxml import etree
from tests.api.shelf import ALL, BERT, SETS, stock
from tests.papers.records import NOON, record

from broadsheet.api.discovery import sitemap
from broadsheet.claims import ledger
from broadsheet.papers.merging import merge
from broadsheet.papers.models import Paper

pytestmark = pytest.mark.django_db
BASE = "http://testserver"


def text(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content.decode()


class Tags(HTMLParser):
    """The attributes of a page's tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [had for name, had in self.found if name == tag and wanted.items() <= had.items()]


@pytest.mark.parametrize(
    "page",
    ["/", "/daily/2026-03-18", "/weekly/2026-W12", "/monthly/2026-03", "/trending", "/trending?field=cs.LG",
     "/fields/cs.LG", "/lists/week-12", "/search?q=bert", "/ledger", "/papers/2603.00001"],
)  # fmt: skip
def test_every_alternate_that_a_page_names_is_there(page: str) -> None:
    stock(*ALL)
    links = Tags(text(page)).of("link", rel="alternate")
    assert links
    for link in links:
        answer = Client().get(link["href"])
        assert answer.status_code == 200, link
        assert answer["Content-Type"].startswith(link["type"])


def test_paper_is_seen_by_reference_managers() -> None:
    stock(SETS)
    tags = Tags(text("/papers/2603.00001"))
    meta = {had["name"]: had["content"] for had in reversed(tags.of("meta")) if "name" in had}
    assert meta["citation_title"].startswith("Fields & sets")
    assert meta["citation_author"] == "Mihaela van der Schaar"
    assert meta["citation_publication_date"] == "2026/03/18"
    assert meta["citation_arxiv_id"] == "2603.00001"
    assert meta["citation_pdf_url"] == "https://arxiv.org/pdf/2603.00001"


def test_list_carries_a_context_object_for_each_paper() -> None:
    stock(*ALL)
    spans = [parse_qs(had["title"]) for had in Tags(text("/lists/week-12")).of("span", **{"class": "Z3988"})]
    assert [span["rft.atitle"] for span in spans] == [
        ["BERT and the <EOS> token"],
        ["Necessity of transformations"],
    ]
    assert [span["rft_id"] for span in spans] == [
        ["https://arxiv.org/abs/2603.00002"],
        ["info:doi/10.1000/acl-1"],
    ]
    assert spans[0]["ctx_ver"] == ["Z39.88-2004"]


def locations(address: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(text(address).encode()).iterfind(".//{*}loc")]


def test_sitemap_leads_to_every_page_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "STRETCH", 2)
    stock(*ALL)
    ledger.sync()
    pages = [page for file in locations("/sitemap.xml") for page in locations(file.removeprefix(BASE))]
    assert {
        f"{BASE}/papers/{public_id}" for public_id in Paper.objects.values_list("public_id", flat=True)
    } <= set(pages)
    assert f"{BASE}/claims/s001" in pages
    assert len(pages) == len(set(pages))
    sampled = [page for page in pages if "/claims/" not in page]
    assert {page: Client().get(page.removeprefix(BASE)).status_code for page in sampled} == dict.fromkeys(
        sampled, 200
    )


def test_merged_paper_is_in_no_sitemap() -> None:
    stock(SETS, BERT)
    merge(Paper.objects.get(title=SETS.title), Paper.objects.get(title=BERT.title), NOON)
    assert locations("/sitemaps/papers-0.xml") == [f"{BASE}/papers/2603.00001"]


def test_sitemap_file_of_many_papers_is_read_in_one_query(django_assert_num_queries: Any) -> None:
    stock(*(record(f"Paper {number}", str(number)) for number in range(30)))
    with django_assert_num_queries(1):
        assert len(sitemap.papers(0)) == 30


def test_robots_may_read_papers_and_not_search() -> None:
    robots = RobotFileParser()
    robots.parse(text("/robots.txt").splitlines())
    assert robots.can_fetch("anyone", f"{BASE}/papers/2603.00001")
    assert not robots.can_fetch("anyone", f"{BASE}/search?q=a")
    assert not robots.can_fetch("anyone", f"{BASE}/oai?verb=Identify")
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]


def test_addresses_that_llms_txt_names_are_there() -> None:
    stock(*ALL)
    ledger.sync()
    said = text("/llms.txt")
    assert said.startswith("# Broadsheet\n\n> ")
    addresses = re.findall(r"\]\((\S+)\)", said)
    answers = {address: Client().get(address.removeprefix(BASE)).status_code for address in addresses}
    assert answers == {address: 405 if address.endswith("/mcp") else 200 for address in addresses}
