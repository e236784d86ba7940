"""The Hub's daily papers against recorded days, served page by page as the Hub does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
import zstandard
from tests.harvest.live.clocks import StillClock
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.web_server import WebServer, reply

from broadsheet.papers.models import Cursor, Listing, Paper

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = 5
REQUESTS_TO_17_FEBRUARY = 4 + 6
"""Eighteen papers on 11 February, none on the following days."""


class Hub:
    def __init__(self, days: dict[str, list[dict[str, Any]]]) -> None:
        self.days = days

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        page, items = int(query.get("p", 0)), self.days.get(query["date"], [])
        more = len(items) > (page + 1) * PAGE
        link = {"Link": f'</daily?date={query["date"]}&p={page + 1}>; rel="next"'} if more else {}
        reply(orjson.dumps(items[page * PAGE : (page + 1) * PAGE]), **link)(handler)


@pytest.fixture
def hub(server: WebServer, shared_data: Path, clock: StillClock) -> Hub:
    """Two recorded days, on the day after the later one."""
    folder = shared_data / "protocols/hub-daily-papers"
    days = {day: _recorded(folder / f"{day}.json.zst") for day in ("2025-02-11", "2025-03-04")}
    clock.moment = datetime(2025, 3, 5, 12, tzinfo=UTC).timestamp()
    hub = Hub(days)
    server.answers["/daily"] = [hub.answer]
    return hub


def _recorded(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(
        zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes())
    )
    return found


@pytest.fixture
def source(server: WebServer) -> str:
    return f'[hub]\nkind = "hub"\nurl = "{server.url("/daily")}"\nallow_private = true\nfirst_days = 22\n'


def test_every_listing_of_every_page_of_every_day_is_kept(
    run: Harvest, server: WebServer, source: str, hub: Hub
) -> None:
    report = run(source)
    assert report.exit_code == 0
    asked = list(dict.fromkeys(visit.query["date"] for visit in server.visits))
    assert (len(asked), asked[0], asked[-1]) == (23, "2025-02-11", "2025-03-05")
    for day, items in hub.days.items():
        places = Listing.objects.filter(paper_list__day=day).order_by("position")
        assert [place.position for place in places] == list(range(1, len(items) + 1))


def test_the_last_days_are_read_again_and_their_votes_follow(
    run: Harvest, server: WebServer, source: str, hub: Hub
) -> None:
    run(source)
    server.visits.clear()
    hub.days["2025-03-04"][0]["paper"]["upvotes"] = 4321
    report = run(source)
    assert server.visits[0].query["date"] == "2025-03-03"
    assert (report.counts.new, report.counts.updated) == (0, 1)
    assert Paper.objects.get(upvotes=4321)


def test_a_day_that_fails_is_where_the_next_harvest_begins(
    run: Harvest, server: WebServer, source: str, hub: Hub
) -> None:
    server.answers["/daily"] = [*[hub.answer] * REQUESTS_TO_17_FEBRUARY, reply(b"<html>", 200)]
    assert run(source).exit_code == 1
    assert Cursor.objects.get().state["day"] == "2025-02-17"
    server.answers["/daily"] = [hub.answer]
    server.visits.clear()
    run(source)
    assert server.visits[0].query["date"] == "2025-02-18"


def test_since_reaches_back_to_its_day(run: Harvest, server: WebServer, source: str, hub: Hub) -> None:
    run(source, since=date(2025, 3, 4))
    assert {visit.query["date"] for visit in server.visits} == {"2025-03-04", "2025-03-05"}
