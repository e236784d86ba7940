"""Running several sources."""

from __future__ import annotations

import pytest
from tests.harvest.live.conftest import Harvest
from tests.harvest.live.test_feeds import RSS
from tests.harvest.live.web_server import WebServer, reply

from broadsheet.errors import InputError
from broadsheet.harvest.running import HarvestReport, Step
from broadsheet.papers.models import Cursor, Paper

pytestmark = pytest.mark.django_db(transaction=True)


def feed(server: WebServer, name: str, more: str = "") -> str:
    url = server.url(f"/{name}.xml")
    return f'[{name}]\nkind = "feed"\nurl = "{url}"\nallow_private = true\n{more}\n'


def rss(name: str) -> bytes:
    return RSS.replace("trees.example", f"{name}.example").replace("Über das", f"{name} über das").encode()


@pytest.fixture
def two(server: WebServer) -> str:
    server.answers["/oak.xml"], server.answers["/elm.xml"] = [reply(rss("oak"))], [reply(rss("elm"))]
    return feed(server, "oak") + feed(server, "elm")


def test_a_source_that_fails_does_not_stop_the_others(run: Harvest, server: WebServer, two: str) -> None:
    server.answers["/oak.xml"] = [reply(status=500)]
    report = run(two)
    assert [bool(source.error) for source in report.sources] == [True, False]
    assert (report.exit_code, report.counts.new) == (1, 1)


def test_every_source_keeps_its_own_cursor(run: Harvest, two: str) -> None:
    assert run(two).exit_code == 0
    assert set(Cursor.objects.values_list("source", flat=True)) == {"oak", "elm"}
    assert Paper.objects.count() == 2


def test_a_disabled_source_is_harvested_when_it_is_named(run: Harvest, server: WebServer, two: str) -> None:
    sources = two + feed(server, "ash", "enabled = false")
    server.answers["/ash.xml"] = [reply(rss("ash"))]
    assert [source.source for source in run(sources).sources] == ["oak", "elm"]
    assert [source.source for source in run(sources, "ash").sources] == ["ash"]


def test_an_unknown_name_is_answered_with_the_known_ones(run: Harvest, two: str) -> None:
    with pytest.raises(InputError, match=r"fir.*oak, elm"):
        run(two, "fir")


def test_progress_is_told_after_each_batch(run: Harvest, two: str) -> None:
    steps: list[Step] = []
    run(two, progress=steps.append)
    assert [(step.source, step.counts.read, step.expected) for step in steps] == [
        ("oak", 1, 1),
        ("elm", 1, 1),
    ]


def test_a_source_under_harvest_is_left_to_whoever_harvests_it(
    run: Harvest, server: WebServer, two: str
) -> None:
    meanwhile: list[HarvestReport] = []
    run(two, "oak", progress=lambda step: meanwhile.append(run(two)))
    assert "once at a time" in str(meanwhile[0].sources[0].error)
    assert [visit.path for visit in server.visits] == ["/oak.xml", "/elm.xml"]


def test_a_source_that_leads_to_this_machine_must_say_so(run: Harvest, server: WebServer, two: str) -> None:
    report = run(two.replace("allow_private = true", ""))
    assert all("allow_private" in str(source.error) for source in report.sources)
    assert server.connections == 0
