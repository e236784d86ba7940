"""arXiv's query API by numbers, against a local one that knows some of them, and against recorded answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.harvest.live.clocks import StillClock
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.test_arxiv_api import ENTRY, HEAD
from tests.harvest.live.web_server import Answer, WebServer, reply

from broadsheet.harvest.sources.arxiv_numbers import KNOWN
from broadsheet.papers.intake import take
from broadsheet.papers.models import Cursor, Paper, Reject, SourceRecord
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Identifier, Record

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 19, tzinfo=UTC)
DAY_S = 86_400
NO_SUCH = reply(b"<feed xmlns='http://www.w3.org/2005/Atom'/>", 400)


class Numbers:
    """Knows all numbers but `unknown`, and refuses a request that names one of `refused`."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()
        self.refused: set[str] = set()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = parse_qs(urlsplit(handler.path).query)["id_list"][0].split(",")
        if self.refused & set(wanted):
            NO_SUCH(handler)
            return
        known = [number for number in wanted if number not in self.unknown]
        reply(feed(known))(handler)


def feed(numbers: list[str], total: int | None = None) -> bytes:
    entries = [
        ENTRY.format(number=index, day=NOW.isoformat()).replace(f"2611.{index:05}", number)
        for index, number in enumerate(numbers)
    ]
    total = len(numbers) if total is None else total
    return (HEAD.format(total=total) + "".join(entries) + "</feed>").encode()


@pytest.fixture
def api(server: WebServer) -> Numbers:
    api = Numbers()
    server.answers["/query"] = [api.answer]
    return api


@pytest.fixture
def source(server: WebServer) -> str:
    return (
        f'[built-in-papers]\nkind = "arxiv_numbers"\nurl = "{server.url("/query")}"\nallow_private = true\n'
        "page_size = 4\nunknown_days = 30\n"
    )


@pytest.fixture
def papers() -> list[str]:
    """Ten papers of the ledger with a number; one without, and one with a number that another source named."""
    numbers = [f"2611.{number:05}" for number in range(10, 0, -1)]
    known = [_named(f"s{index}", number) for index, number in enumerate(numbers)]
    _bring_in(*known, Record("ledger", "s99", "Without a number"), _named("x", "2611.00099", "bibtex"))
    return numbers


def _named(key: str, number: str, source: str = "ledger") -> Record:
    return Record(source, key, f"Paper {key} on hedges", identifiers=(Identifier("arxiv", number),))


def _bring_in(*records: Record) -> None:
    take([prepare(record) for record in records], now=NOW)


def wanted(server: WebServer) -> list[list[str]]:
    """The numbers of each request, without the one that proves the answer."""
    lists = [visit.query["id_list"].split(",") for visit in server.visits]
    assert all(numbers[-1] == KNOWN for numbers in lists)
    return [numbers[:-1] for numbers in lists]


def test_papers_are_completed_by_their_numbers_some_at_a_time(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    report = run(source)
    assert (report.exit_code, report.counts.read, report.counts.new) == (0, 10, 0)
    assert wanted(server) == [papers[:4], papers[4:8], papers[8:]]
    assert server.waits == [3, 3]
    paper = Paper.objects.get(public_id=papers[0])
    assert (paper.abstract, paper.primary_field.code) == ("It grows.", "cs.LG")
    record = SourceRecord.objects.get(source="arxiv", key=papers[0]).record
    assert record.details["version"] == "v1"
    assert Paper.objects.exclude(abstract="").count() == 10


def test_each_request_asks_for_an_answer_as_long_as_its_list(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    """arXiv's own limit is ten."""
    run(source.replace("page_size = 4", "page_size = 50"))
    assert server.visits[0].query["max_results"] == "11"


def test_what_is_there_is_not_asked_for_again(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    run(source)
    server.visits.clear()
    assert run(source).counts.read == 0
    _bring_in(_named("new", "2611.00077"))
    run(source)
    assert wanted(server) == [["2611.00077"]]


def test_a_harvest_that_broke_off_goes_on_where_it_stopped(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    server.answers["/query"] = [api.answer, reply(status=502)]
    report = run(source)
    assert (report.exit_code, report.counts.read) == (1, 4)
    server.visits.clear()
    server.answers["/query"] = [api.answer]
    assert run(source).counts.read == 6
    assert wanted(server) == [papers[4:8], papers[8:]]


def test_numbers_that_arxiv_does_not_have_are_set_aside_and_tried_again_later(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str], clock: StillClock
) -> None:
    api.unknown = {papers[1], papers[9]}
    report = run(source)
    assert (report.exit_code, report.counts.read, report.counts.rejected) == (0, 10, 2)
    row = Reject.objects.get(source="built-in-papers")
    assert [each["locator"] for each in row.examples] == [papers[1], papers[9]]
    server.visits.clear()
    run(source)
    assert server.visits == []
    api.unknown.clear()
    clock.moment += 31 * DAY_S
    run(source)
    assert wanted(server) == [[papers[1], papers[9]]]
    assert Cursor.objects.get(source="built-in-papers").state == {"unknown": {}}


def test_a_number_for_which_arxiv_refuses_the_request_does_not_cost_the_others(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    api.refused = {papers[2]}
    report = run(source)
    assert (report.exit_code, report.counts.read, report.counts.rejected) == (0, 10, 1)
    assert [name for name in papers if not SourceRecord.objects.filter(source="arxiv", key=name)] == [
        papers[2]
    ]


def test_a_source_that_refuses_everything_is_an_error_and_no_number_is_blamed(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    server.answers["/query"] = [NO_SUCH]
    report = run(source)
    assert "400" in str(report.sources[0].error)
    assert len(server.visits) == 4
    assert Cursor.objects.get(source="built-in-papers").state == {"unknown": {}}


@pytest.mark.parametrize(
    "failing",
    [lambda: feed([]), lambda: feed(["2611.00010"]), lambda: feed(["2611.00010", KNOWN], total=5)],
    ids=["nothing", "without the known one", "cut short"],
)
def test_an_answer_that_proves_nothing_is_asked_for_again(
    run: Harvest,
    server: WebServer,
    source: str,
    api: Numbers,
    papers: list[str],
    failing: Callable[[], bytes],
) -> None:
    server.answers["/query"] = [reply(failing()), api.answer]
    report = run(source)
    assert (report.exit_code, report.counts.read, report.counts.rejected) == (0, 10, 0)
    assert len(server.visits) == 4


def test_progress_says_how_many_papers_wait(
    run: Harvest, source: str, api: Numbers, papers: list[str]
) -> None:
    steps = []
    run(source, progress=lambda step: steps.append((step.counts.read, step.expected)))
    assert steps == [(0, 10), (4, 10), (8, 10), (10, 10)]


def test_papers_of_other_sources_are_completed_where_the_option_says_so(
    run: Harvest, server: WebServer, source: str, api: Numbers, papers: list[str]
) -> None:
    run(source + 'papers_of = ["bibtex"]\n')
    assert wanted(server) == [["2611.00099"]]


def test_an_older_homes_file_need_not_name_the_source(
    run: Harvest, server: WebServer, papers: list[str]
) -> None:
    report = run("", "built-in-papers", unreachable=lambda sites: dict.fromkeys(sites, OSError("no network")))
    assert [each.source for each in report.sources] == ["built-in-papers"]
    assert run("").sources == ()


def test_recorded_answers_of_arxiv(
    run: Harvest, server: WebServer, source: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal, then an answer to two numbers of which arXiv has one."""
    monkeypatch.setattr("broadsheet.harvest.sources.arxiv_numbers.KNOWN", "1707.08567")
    _bring_in(_named("a", "1707.08567"), _named("b", "0808.05394"))
    names = ("id_abc_*", "id_0808.05394_1707*")
    server.answers["/query"] = [_recorded(shared_data, name) for name in names]
    report = run(source)
    assert (report.exit_code, report.counts.rejected) == (0, 1)
    assert Paper.objects.get(public_id="1707.08567").abstract.startswith("The 10th Asia-Europe")
    assert list(Cursor.objects.get(source="built-in-papers").state["unknown"]) == ["0808.05394"]


def _recorded(shared_data: Path, name: str) -> Answer:
    file = next((shared_data / "protocols/lukasschwab+arxiv.py/tests/fixtures").glob(name + ".json"))
    recorded = json.loads(file.read_text())
    return reply(recorded["body"].encode(), recorded["status_code"])
