"""arXiv's query API against a local one of a hundred papers, newest first, and against recorded answers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.harvest.live.clocks import StillClock
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.web_server import Answer, WebServer, reply

from broadsheet.papers.models import Cursor, Paper

pytestmark = pytest.mark.django_db(transaction=True)

NEWEST = datetime(2026, 11, 20, 10, tzinfo=UTC)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom"><title>arXiv Query</title><id>http://arxiv.org/api/x</id>
<opensearch:totalResults>{total}</opensearch:totalResults>"""
ENTRY = """<entry><id>http://arxiv.org/abs/2611.{number:05}v1</id><title>Paper {number} on trees</title>
<summary>It grows.</summary><published>{day}</published><updated>{day}</updated><author><name>Anna Müller</name></author>
<arxiv:primary_category term="cs.LG"/><category term="cs.LG"/></entry>"""


class Api:
    """Papers of which each is three hours older than the one before."""

    def __init__(self, count: int) -> None:
        self.numbers = list(range(count, 0, -1))
        self.newest, self.count = NEWEST, count

    def publish(self, count: int) -> None:
        self.numbers = list(range(self.count + count, self.count, -1)) + self.numbers
        self.count += count
        self.newest += timedelta(hours=3 * count)

    def page(self, start: int, size: int) -> bytes:
        entries = [
            ENTRY.format(number=number, day=(self.newest - timedelta(hours=3 * index)).isoformat())
            for index, number in list(enumerate(self.numbers))[start : start + size]
        ]
        return (HEAD.format(total=len(self.numbers)) + "".join(entries) + "</feed>").encode()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        reply(self.page(int(query["start"][0]), int(query["max_results"][0])))(handler)


@pytest.fixture
def api(server: WebServer) -> Api:
    api = Api(100)
    server.answers["/query"] = [api.answer]
    return api


@pytest.fixture
def source(server: WebServer) -> str:
    return (
        f'[arxiv]\nkind = "arxiv_api"\nurl = "{server.url("/query")}"\nallow_private = true\n'
        'categories = ["cs.LG", "cs.CL"]\npage_size = 20\nfirst_days = 5\noverlap_days = 1\n'
    )


def starts(server: WebServer) -> list[str]:
    return [visit.query["start"] for visit in server.visits]


def test_pages_are_read_until_the_first_day_is_reached(
    run: Harvest, server: WebServer, source: str, api: Api
) -> None:
    run(source)
    assert starts(server) == ["0", "20", "40"]
    assert server.waits == [3, 3]
    asked = server.visits[0].query
    assert asked["search_query"] == "cat:cs.LG OR cat:cs.CL"
    assert (asked["sortBy"], asked["sortOrder"]) == ("lastUpdatedDate", "descending")


def test_the_next_harvest_reads_back_to_the_overlap_only(
    run: Harvest, server: WebServer, source: str, api: Api, clock: StillClock
) -> None:
    run(source)
    server.visits.clear()
    clock.moment += 2 * 86_400
    api.publish(16)
    report = run(source)
    assert report.counts.new == 16
    assert starts(server) == ["0", "20"]


def test_the_whole_list_ends_with_its_last_page(
    run: Harvest, server: WebServer, source: str, api: Api
) -> None:
    run(source, since=date(2020, 1, 1))
    assert Paper.objects.count() == 100
    assert starts(server) == ["0", "20", "40", "60", "80"]


def test_an_empty_page_within_the_list_is_asked_for_again(
    run: Harvest, server: WebServer, source: str, api: Api
) -> None:
    empty = reply((HEAD.format(total=0) + "</feed>").encode())
    server.answers["/query"] = [api.answer, empty, empty, api.answer]
    assert run(source, since=date(2020, 1, 1)).exit_code == 0
    assert Paper.objects.count() == 100
    assert starts(server) == ["0", "20", "20", "20", "40", "60", "80"]


def test_an_api_that_stays_empty_is_an_error_and_the_next_harvest_goes_on_there(
    run: Harvest, server: WebServer, source: str, api: Api
) -> None:
    empty = reply((HEAD.format(total=100) + "</feed>").encode())
    server.answers["/query"] = [api.answer, api.answer, empty]
    report = run(source, since=date(2020, 1, 1))
    assert (report.exit_code, report.counts.new) == (1, 40)
    server.visits.clear()
    server.answers["/query"] = [api.answer]
    run(source, since=date(2020, 1, 1))
    assert Paper.objects.count() == 100
    assert starts(server) == ["40", "60", "80"]


def test_papers_that_appear_during_a_walk_hide_none(
    run: Harvest, server: WebServer, source: str, api: Api
) -> None:
    def after_seven_new_ones(handler: BaseHTTPRequestHandler) -> None:
        api.publish(7)
        api.answer(handler)

    server.answers["/query"] = [api.answer, after_seven_new_ones, api.answer]
    run(source, since=date(2020, 1, 1))
    assert Paper.objects.count() == 100
    run(source)
    assert Paper.objects.count() == 107


def test_other_categories_begin_a_walk_of_their_own(
    run: Harvest, server: WebServer, source: str, api: Api
) -> None:
    run(source)
    server.visits.clear()
    run(source.replace("cs.CL", "cs.IR"))
    assert starts(server) == ["0", "20", "40"]


@pytest.mark.parametrize("body", [b"<html>Rate exceeded.</html>", b"", b"{}", b"<feed"])
def test_an_answer_that_is_not_atom_is_an_error(
    run: Harvest, server: WebServer, source: str, body: bytes
) -> None:
    server.answers["/query"] = [reply(body)]
    assert "Atom" in str(run(source).sources[0].error)
    assert not Cursor.objects.exists()


def test_recorded_answers_are_read_page_by_page(
    run: Harvest, server: WebServer, source: str, shared_data: Path
) -> None:
    """Six recorded pages of a query with thousands of matches; the seventh is empty, as arXiv's sometimes are."""
    pages = shared_data / "protocols/lukasschwab+arxiv.py/tests/fixtures"
    server.answers["/query"] = [_recorded(pages, start) for start in range(0, 60, 10)] + [
        reply((HEAD.format(total=0) + "</feed>").encode())
    ]
    report = run(source.replace("= 20", "= 10"), since=date(1991, 1, 1))
    assert "has entries" in str(report.sources[0].error)
    assert (report.counts.new, report.counts.rejected) == (60, 0)


def test_a_recorded_error_is_an_error(
    run: Harvest, server: WebServer, source: str, shared_data: Path
) -> None:
    file = next((shared_data / "protocols/lukasschwab+arxiv.py/tests/fixtures").glob("id_abc_*.json"))
    recorded = json.loads(file.read_text())
    server.answers["/query"] = [reply(recorded["body"].encode(), recorded["status_code"])]
    assert "400" in str(run(source).sources[0].error)


def _recorded(folder: Path, start: int) -> Answer:
    recorded = json.loads(next(folder.glob(f"q_testing_s{start}_m10_*.json")).read_text())
    return reply(recorded["body"].encode(), recorded["status_code"])
