"""OAI-PMH as real repositories spoke it: recorded bytes, replayed by a local server."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.web_server import WebServer, reply

from broadsheet.papers.models import Paper, Reject

pytestmark = pytest.mark.django_db(transaction=True)


def source(server: WebServer, **options: str) -> str:
    given = {"kind": '"arxiv_oai"', "url": f'"{server.url("/oai")}"', "sets": "[]", "allow_private": "true"}
    return "[recorded]\n" + "\n".join(f"{name} = {value}" for name, value in (given | options).items())


def query_of(handler: BaseHTTPRequestHandler) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}


def test_arxiv_says_503_and_is_asked_again_when_it_said(
    run: Harvest, server: WebServer, shared_data: Path
) -> None:
    folder = shared_data / "protocols/paperhive+oai-pmh/test/nock-fixtures"
    exchanges = json.loads(
        (folder / "oaipmh-listrecords---should-list-identifiers-from-arxiv.json").read_text()
    )
    answers = []
    for exchange in exchanges:
        names, values = exchange["rawHeaders"][::2], exchange["rawHeaders"][1::2]
        wait = dict(zip(names, values, strict=True)).get("Retry-After")
        headers = {"Retry_After": wait} if wait else {}
        answers.append(reply(exchange["response"].encode(), exchange["status"], **headers))
    server.answers["/oai"] = answers
    report = run(source(server))
    assert server.waits == [10]
    assert report.exit_code == 0
    assert report.counts.new == exchanges[1]["response"].count("<record>") > 0


def test_two_sets_of_arxiv_that_share_papers(run: Harvest, server: WebServer, shared_data: Path) -> None:
    folder = shared_data / "protocols/inspirehep+hepcrawl/tests/functional/arxiv/fixtures/http_server/records"

    def answer(handler: BaseHTTPRequestHandler) -> None:
        name = query_of(handler)["set"].replace(":", "-")
        reply((folder / f"arxiv-{name}.xml").read_bytes())(handler)

    server.answers["/oai"] = [answer]
    report = run(source(server, sets='["physics:hep-th", "physics:hep-ex"]'))
    assert (report.exit_code, report.counts.rejected) == (0, 0)
    assert report.counts.read == 6
    assert Paper.objects.count() == report.counts.new


def test_four_pages_with_deleted_records(run: Harvest, server: WebServer, shared_data: Path) -> None:
    """Every page repeats the same living record; a deleted one was never a paper here."""
    folder = shared_data / "protocols/mloesch+sickle/sickle/tests/sample_data"

    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply((folder / query_of(handler).get("resumptionToken", "ListRecords.xml")).read_bytes())(handler)

    server.answers["/oai"] = [answer]
    report = run(source(server, kind='"oai"'))
    assert report.exit_code == 0
    assert len(server.visits) == 4
    assert [paper.title for paper in Paper.objects.all()] == ["Sample Title"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("noRecordsMatch.xml", ""),
        ("badArgument.xml", "BadArgument"),
        ("cannotDisseminateFormat.xml", "CannotDisseminateFormat"),
        ("noSetHierarchy.xml", "NoSetHierarchy"),
        ("undefinedError.xml", "GeneralOAIPMHError"),
        ("badResumptionToken.xml", "long enough"),
        ("ListRecordsBroken.xml", "OAI-PMH"),
    ],
)
def test_what_repositories_say_when_they_refuse(
    run: Harvest, server: WebServer, shared_data: Path, file: str, said: str
) -> None:
    folder = shared_data / "protocols/mloesch+sickle/sickle/tests/sample_data"
    server.answers["/oai"] = [reply((folder / file).read_bytes())]
    report = run(source(server))
    assert said in str(report.sources[0].error or "")
    assert report.exit_code == (1 if said else 0)
    assert (Paper.objects.count(), Reject.objects.count()) == (0, 0)
