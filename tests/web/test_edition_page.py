"""The page of an edition: every paper of the day once, the best of each section as cards, nothing twice."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.harvest.reading_files import read_file
from tests.web.pages import links, main_text, of_class, read, text_of, titles
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, claim, listed, record

from broadsheet.editions import compose, picks
from broadsheet.editions.freeze import freeze
from broadsheet.papers.models import Paper

pytestmark = pytest.mark.django_db
FRONT_AND_DAY = pytest.mark.parametrize("address", ["/", "/daily/2026-11-20"])


def _in_columns(page) -> list[str]:  # type: ignore[no-untyped-def]
    """Addresses of papers, in reading order."""
    story, topics = of_class(page, "lead-story")[0], of_class(page, "topics")[0]
    cards = [card.find_class("title")[0] for part in (story, topics) for card in part.find_class("card")]
    lines = [line for block in of_class(page, "titles") for line in block.iter("li")]
    return [next(each.iter("a")).get("href") for each in (*cards, *lines)]


@FRONT_AND_DAY
def test_every_paper_of_the_day_is_there_once(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compose, "CAP", 4)
    bring_in(*(record(number) for number in range(1, 31)))
    freeze(TODAY, FRIDAY)
    shown = _in_columns(read(client, address))
    assert sorted(shown) == sorted(paper.get_absolute_url() for paper in Paper.objects.all())
    assert "30 papers in 2 sections" in main_text(read(client, address))


def test_section_shows_its_three_best_and_the_rest_as_lines(client: Client) -> None:
    bring_in(*(listed(number, f"list-{number}", 1, upvotes=number) for number in range(1, 11, 2)))
    page = read(client, "/")
    assert [title.split()[2] for title in titles(page)] == ["9th", "7th", "5th", "3th"]
    assert [text_of(line) for line in of_class(page, "titles")[0]] == [
        "On the 1th way to learn graph embeddings"
    ]


def test_margin_repeats_nothing_of_the_columns(client: Client) -> None:
    yesterday = [listed(number, f"list-{number}", 1, upvotes=9, day=THURSDAY) for number in range(60, 63)]
    bring_in(*(record(number) for number in range(1, 30)), *yesterday)
    for number in range(1, 30):
        claim(f"s{number:03}", number)
    freeze(THURSDAY, FRIDAY)
    freeze(TODAY, FRIDAY)
    page = read(client, "/")
    margin = {link for part in of_class(page, "margin") for link in links(part)}
    columns = {
        link for part in (*of_class(page, "lead-story"), *of_class(page, "topics")) for link in links(part)
    }
    assert {link for link in margin if link.startswith("/papers/")}, "the margin shows what trends"
    assert not of_class(page, "to-check"), "each claim is about a paper of the columns"
    assert not {link for link in margin & columns if link.startswith(("/papers/", "/claims/"))}


def test_recorded_days_of_the_hub_show_every_paper_once_and_repeat_none(
    client: Client, shared_data: Path
) -> None:
    files = sorted((shared_data / "protocols/hub-daily-papers").glob("*.json.zst"))
    bring_in(*(record for file in files for record in read_file(file).records))
    for file in files:
        day = date.fromisoformat(file.name[:10])
        page = read(client, f"/daily/{day}")
        columns = _in_columns(page)
        listed_that_day = Paper.unmerged.filter(listings__paper_list__day=day).distinct()
        addresses = {paper.get_absolute_url() for paper in listed_that_day}
        assert addresses
        assert addresses <= set(columns)
        assert len(columns) == len(set(columns))
        assert not {link for part in of_class(page, "margin") for link in links(part)} & set(columns)


def test_page_says_how_the_lead_earned_its_place(client: Client) -> None:
    bring_in(record(1), listed(2, "hub", 1, upvotes=40))
    assert text_of(of_class(read(client, "/"), "how")[0]) == "The most noticed: 40 votes"
    picks.pick(Paper.objects.get(public_id="2611.00001"), TODAY, "", FRIDAY)
    page = read(client, "/")
    assert text_of(of_class(page, "how")[0]) == "Picked by the editor"
    assert titles(page)[0] == "On the 1th way to learn graph embeddings"


@pytest.mark.parametrize("address", ["/", "/daily/2026-11-20", "/weekly/2026-W47", "/monthly/2026-11"])
def test_order_is_said_and_nobody_is_said_to_have_voted(client: Client, address: str) -> None:
    bring_in(record(1), record(2))
    assert "the newest first" in main_text(read(client, address))
    assert "score" not in main_text(read(client, address))
    bring_in(listed(3, "hub", 1, upvotes=4))
    text = main_text(read(client, address))
    assert "score" in text
    assert "voted" not in text
    assert "moved" not in text


def test_front_day_week_and_month_have_one_order(client: Client) -> None:
    """In which the picks, and the scores as they were printed, stand; whatever is voted for later."""
    bring_in(*(listed(number, f"list-{number}", 1, upvotes=3 * number) for number in range(1, 5)))
    picks.pick(Paper.objects.get(public_id="2611.00002"), TODAY, "", FRIDAY)
    freeze(TODAY, FRIDAY)
    bring_in(listed(1, "later", 1, upvotes=500), now=FRIDAY + timedelta(hours=1))
    orders = [
        titles(read(client, a)) for a in ("/", "/daily/2026-11-20", "/weekly/2026-W47", "/monthly/2026-11")
    ]
    assert [title.split()[2] for title in orders[0]] == ["2th", "4th", "3th", "1th"]
    assert orders[0] == orders[1] == orders[2] == orders[3]


def test_withdrawn_paper_says_so_in_its_line(client: Client) -> None:
    bring_in(*(record(number) for number in range(1, 14, 2)))
    freeze(TODAY, FRIDAY)
    line = _in_columns(read(client, "/"))[-1].rpartition("/")[2]
    Paper.objects.filter(public_id=line).update(status="withdrawn")
    assert text_of(of_class(read(client, "/daily/2026-11-20"), "titles")[0][-1]).startswith(
        "Withdrawn On the"
    )
