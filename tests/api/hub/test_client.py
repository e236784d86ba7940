"""Every method that the Hub's unmodified client, and its command line, have for papers."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from typing import Any

import httpx
import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import BadRequestError, HfHubHTTPError
from tests.api.hub.conftest import BIN, Server, environment
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.xdist_group("hub")]

DAY = "2026-07-24"
PAPER = "2607.21461"


def ids(papers: Any) -> list[str]:
    return [paper.id for paper in papers]


def recorded_ids(server: Server, *days: str) -> list[str]:
    return [item["paper"]["id"] for day in days for item in server.days[day]]


def test_most_recent_papers_come_first(server: Server) -> None:
    assert ids(server.client.list_daily_papers())[:16] == recorded_ids(server, DAY)


def test_week_holds_its_days(server: Server) -> None:
    year, week, _ = date.fromisoformat(DAY).isocalendar()
    read = ids(server.client.list_daily_papers(week=f"{year}-W{week:02}"))
    assert read == recorded_ids(server, DAY)


def test_month_holds_its_days_the_newest_first(server: Server) -> None:
    assert ids(server.client.list_daily_papers(month="2026-07")) == recorded_ids(server, DAY, "2026-07-03")


def test_submitter_is_found_by_user_name(server: Server) -> None:
    everything = [item for items in server.days.values() for item in items]
    theirs = {
        item["paper"]["id"] for item in everything if item.get("submittedBy", {}).get("name") == "akhaliq"
    }
    found = [
        paper
        for p in range(3)
        for paper in server.client.list_daily_papers(submitter="akhaliq", p=p, limit=100)
    ]
    assert theirs <= set(ids(found))
    assert {paper.submitted_by.username for paper in found} == {"akhaliq"}


def test_trending_has_the_same_papers_in_another_order(server: Server) -> None:
    trending = ids(server.client.list_daily_papers(month="2026-07", sort="trending", limit=100))
    assert sorted(trending) == sorted(recorded_ids(server, DAY, "2026-07-03"))
    assert trending != recorded_ids(server, DAY, "2026-07-03")


def test_pages_hold_every_paper_once(server: Server) -> None:
    pages = [ids(server.client.list_daily_papers(month="2026-07", limit=7, p=page)) for page in range(7)]
    assert [paper for page in pages for paper in page] == recorded_ids(server, DAY, "2026-07-03")
    assert pages[-1] == []


def test_link_leads_from_page_to_page(server: Server) -> None:
    url, read = f"{server.url}/api/daily_papers?month=2026-07&limit=10", []
    while url:
        answer = httpx.get(url, timeout=PATIENCE_S)
        read += [item["paper"]["id"] for item in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert read == recorded_ids(server, DAY, "2026-07-03")


def test_all_papers_are_walked_by_cursor_once_each(server: Server) -> None:
    url, read = f"{server.url}/api/papers?limit=100", []
    while url:
        answer = httpx.get(url, timeout=PATIENCE_S)
        read += [item["paper"]["id"] for item in answer.json()]
        url = answer.links.get("next", {}).get("url", "")
    assert len(read) == len(set(read))
    assert set(recorded_ids(server, *server.days)) <= set(read)


@pytest.mark.parametrize(
    "wrong", [{"date": "2026-7-4"}, {"date": "2026-02-30"}, {"week": "2026-60"}, {"month": "July"}]
)
def test_malformed_date_is_a_bad_request(server: Server, wrong: dict[str, str]) -> None:
    with pytest.raises(BadRequestError, match="is written as"):
        list(server.client.list_daily_papers(**wrong))


def test_search_finds_a_paper_by_its_title(server: Server) -> None:
    title = server.days[DAY][0]["title"]
    assert next(iter(server.client.list_papers(query=title, limit=5))).id == PAPER


def test_listing_without_a_query_gives_papers(server: Server) -> None:
    assert len(list(server.client.list_papers(limit=3))) == 3


def test_unknown_paper_is_not_found(server: Server) -> None:
    with pytest.raises(HfHubHTTPError, match="no such paper") as caught:
        server.client.paper_info("0000.00000")
    assert caught.value.response.status_code == 404


def test_paper_is_read_as_markdown(server: Server) -> None:
    text = server.client.read_paper(PAPER)
    assert server.days[DAY][0]["title"] in text
    assert not text.lstrip().startswith("<")


def test_token_of_this_server_has_a_name(server: Server) -> None:
    token = json.loads(server.broadsheet("token", "create", "press", "--json"))["token"]
    assert HfApi(endpoint=server.url, token=token).whoami()["name"] == "press"


def test_token_for_the_hub_does_not_keep_its_user_out(server: Server) -> None:
    client = HfApi(endpoint=server.url, token="hf_" + "x" * 34)
    assert ids(client.list_daily_papers(date=DAY)) == recorded_ids(server, DAY)
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        client.whoami()


def hf(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"HF_ENDPOINT": server.url, "HF_HOME": str(server.home / "hf"), "NO_COLOR": "1"}
    command = [str(BIN / "hf"), "papers", *words]
    return subprocess.run(command, env=environment(server.home) | settings, capture_output=True, text=True)


def test_command_line_lists_a_day(server: Server) -> None:
    rows = json.loads(hf(server, "ls", "--date", DAY, "--format", "json").stdout)
    assert [row["id"] for row in rows] == recorded_ids(server, DAY)
    assert [row["comments"] for row in rows] == [item["numComments"] for item in server.days[DAY]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--week", "2026-W30"), [DAY]),
        (("--month", "2026-07", "--limit", "100"), [DAY, "2026-07-03"]),
        (("--limit", "5"), None),
    ],
)
def test_command_line_lists_by_week_month_and_number(
    server: Server, options: tuple[str, ...], expected: list[str] | None
) -> None:
    rows = json.loads(hf(server, "ls", *options, "--format", "json").stdout)
    wanted = recorded_ids(server, *expected) if expected else recorded_ids(server, DAY)[:5]
    assert [row["id"] for row in rows] == wanted


def test_command_line_lists_what_one_submitted_and_what_trends(server: Server) -> None:
    theirs = json.loads(hf(server, "ls", "--submitter", "akhaliq", "--format", "json").stdout)
    assert {row["submitted_by"]["username"] for row in theirs} == {"akhaliq"}
    month = ("ls", "--month", "2026-07", "--limit", "100", "--format", "json")
    trending = json.loads(hf(server, *month, "--sort", "trending").stdout)
    assert {row["id"] for row in trending} == {row["id"] for row in json.loads(hf(server, *month).stdout)}
    assert hf(server, "ls", "--date", "today", "--format", "json").returncode == 0


def test_command_line_searches(server: Server) -> None:
    rows = json.loads(hf(server, "search", server.days[DAY][0]["title"], "--format", "json").stdout)
    assert rows[0]["id"] == PAPER


def test_command_line_shows_and_reads_a_paper(server: Server) -> None:
    title = server.days[DAY][0]["title"]
    assert json.loads(hf(server, "info", PAPER, "--format", "json").stdout)["title"] == title
    assert title in hf(server, "read", PAPER).stdout


def test_command_line_says_that_a_paper_is_not_found(server: Server) -> None:
    answer = hf(server, "info", "0000.00000")
    assert answer.returncode != 0
    assert "not found" in answer.stderr + answer.stdout
