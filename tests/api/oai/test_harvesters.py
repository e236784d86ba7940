"""Two harvesters from PyPI, unmodified, against a running server."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from oaipmh_scythe import Scythe
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch
from tests.api.shelf import stock
from tests.papers.records import NOON, record
from tests.patience import PATIENCE_S

from broadsheet.api.oai import listing
from broadsheet.harvest.formats import arxiv_oai
from broadsheet.papers.intake import take
from broadsheet.papers.merging import merge
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare

pytestmark = pytest.mark.django_db(transaction=True)
PAPERS = 25


@pytest.fixture
def address(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a server that holds papers on ten pages, one of them merged into another."""
    for verb in listing.PAGE:
        monkeypatch.setitem(listing.PAGE, verb, 3)
    fields = ("cs.LG", "cs.CL")
    stock(*(record(f"Paper number {n}", str(n), fields=(fields[n % 2],)) for n in range(PAPERS)))
    papers = Paper.objects.order_by("id")
    merge(papers[1], papers[0], NOON + timedelta(hours=1))
    return f"{live_server.url}/oai"


def titles() -> set[str]:
    return set(Paper.unmerged.values_list("title", flat=True))


def test_sickle_harvests_the_whole_database(address: str) -> None:
    records = list(Sickle(address).ListRecords(metadataPrefix="oai_dc"))
    assert len(records) == PAPERS
    assert {each.metadata["title"][0] for each in records if not each.deleted} == titles()
    assert sum(each.deleted for each in records) == 1


def test_sickle_reads_the_other_verbs(address: str) -> None:
    harvester = Sickle(address)
    assert harvester.Identify().deletedRecord == "persistent"
    assert {each.setSpec for each in harvester.ListSets()} == {"cs.LG", "cs.CL"}
    assert {each.metadataPrefix for each in harvester.ListMetadataFormats()} == {"oai_dc", "arXiv"}
    headers = list(harvester.ListIdentifiers(metadataPrefix="oai_dc", set="cs.CL"))
    assert sum(not each.deleted for each in headers) == PAPERS // 2
    assert harvester.GetRecord(identifier=headers[0].identifier, metadataPrefix="oai_dc").header.identifier


def test_sickle_is_told_that_nothing_is_new(address: str) -> None:
    with pytest.raises(NoRecordsMatch):
        Sickle(address).ListRecords(metadataPrefix="oai_dc", **{"from": "2030-01-01"})


def test_scythe_harvests_the_whole_database(address: str) -> None:
    with Scythe(address) as harvester:
        records = list(harvester.list_records(metadata_prefix="oai_dc"))
    assert {each.metadata["title"][0] for each in records if not each.deleted} == titles()


def test_scythe_harvests_what_is_new_alone(address: str) -> None:
    take([prepare(record("Fresh from the press", "new"))], now=NOON + timedelta(days=2))
    with Scythe(address) as harvester:
        records = list(harvester.list_records(metadata_prefix="oai_dc", from_="2026-03-20"))
    assert [each.metadata["title"] for each in records] == [["Fresh from the press"]]


def test_our_own_harvester_takes_in_the_same_papers(address: str) -> None:
    """What this service serves, it reads."""
    answer = httpx.get(
        address, params={"verb": "ListRecords", "metadataPrefix": "oai_dc"}, timeout=PATIENCE_S
    )
    read = list(arxiv_oai.read(BytesIO(answer.content), "answer.xml"))
    assert [each.title for each in read if hasattr(each, "title")] == [f"Paper number {n}" for n in (2, 3, 4)]
