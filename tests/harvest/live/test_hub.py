"""The Hub's daily papers against recorded days, served page by page as the Hub does."""

from __future__ import annotations

from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
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


class Hub:
    def __init__(self, days: dict[str, list[object]]) -> None:
        self.days = days

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        page, items = int(query.get("p", 0)), self.days.get(query["date"], [])
        more = len(items) > (page + 1) * PAGE
        link = {"Link": f'</daily?date={query["date"]}&p={page + 1}>; rel="next"'} if more else {}
        reply(orjson.dumps(items[page * PAGE : (page + 1) * PAGE]), **link)(handler)


@pytest.fixture
def hub(server: WebServer, shared_data: Path, clock: StillClock) -> Hub:
    """Two recorded days, as if they were 18 and 20 November 2026."""
    folder = shared_data / "protocols/hub-daily-papers"
    days = {}
    for day, file in zip(("2026-11-18", "2026-11-20"), sorted(folder.glob("2025-0[23]*.zst")), strict=False):
        days[day] = orjson.loads(zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes()))
    hub = Hub(days)
    server.answers["/daily"] = [hub.answer]
    return hub


@pytest.fixture
def source(server: WebServer) -> str:
    return f'[hub]\nkind = "hub"\nurl = "{server.url("/daily")}"\nallow_private = true\nfirst_days = 4\n'


def test_every_listing_of_every_page_of_every_day_is_kept(
    run: Harvest, server: WebServer, source: str, hub: Hub
) -> None:
    report = run(source)
    assert report.exit_code == 0
    asked = list(dict.fromkeys(visit.query["date"] for visit in server.visits))
    assert asked == [f"2026-11-{day}" for day in (16, 17, 18, 19, 20)]
    for day, items in hub.days.items():
        places = Listing.objects.filter(list__day=day).order_by("position")
        assert [place.position for place in places] == list(range(1, len(items) + 1))


def test_the_last_days_are_read_again_and_their_votes_follow(
    run: Harvest, server: WebServer, source: str, hub: Hub
) -> None:
    run(source)
    server.visits.clear()
    item = hub.days["2026-11-20"][0]
    item["paper"]["upvotes"] = 4321  # type: ignore[index]
    item["upvotes"] = 4321  # type: ignore[index]
    report = run(source)
    assert server.visits[0].query["date"] == "2026-11-18"
    assert (report.counts.new, report.counts.updated) == (0, 1)
    assert Paper.objects.get(upvotes=4321)


def test_a_day_that_fails_is_where_the_next_harvest_begins(
    run: Harvest, server: WebServer, source: str, hub: Hub
) -> None:
    server.answers["/daily"] = [hub.answer, hub.answer, reply(b"<html>", 200)]
    assert run(source).exit_code == 1
    assert Cursor.objects.get().state["day"] == "2026-11-17"
    server.answers["/daily"] = [hub.answer]
    server.visits.clear()
    run(source)
    assert server.visits[0].query["date"] == "2026-11-18"


def test_since_reaches_back_to_its_day(run: Harvest, server: WebServer, source: str, hub: Hub) -> None:
    run(source, since=date(2026, 11, 20))
    assert {visit.query["date"] for visit in server.visits} == {"2026-11-20"}
