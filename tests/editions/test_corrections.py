"""What changes after an edition was frozen is marked, and its list stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.papers.records import record

from broadsheet.editions import corrections, reading
from broadsheet.editions.freeze import freeze
from broadsheet.editions.models import Edition
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Status

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)
MORNING, FROZEN, NOON = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (2, 6, 12))


def say(title: str, now: datetime, abstract: str = "We prove it.", status: Status = Status.ACTIVE) -> None:
    take([prepare(record(title, published=MORNING, abstract=abstract, status=status))], now=now)


@pytest.fixture
def edition() -> Edition:
    say("Bounds of $n^2$", MORNING)
    return freeze(FRIDAY, FROZEN)


def told(edition: Edition) -> list[str]:
    return [each.says for found in corrections.since_printed(edition).values() for each in found]


def test_nothing_changed_is_no_correction(edition: Edition) -> None:
    say("Bounds of $n^2$", NOON)
    assert told(edition) == []


def test_corrected_title_says_what_was_printed(edition: Edition) -> None:
    say("Bounds of $n^3$", NOON)
    assert told(edition) == ["The title was corrected; printed was: Bounds of n²"]


def test_corrected_abstract_is_marked(edition: Edition) -> None:
    say("Bounds of $n^2$", NOON, abstract="We conjecture it.")
    assert told(edition) == ["The abstract was corrected"]


def test_change_before_it_was_frozen_is_no_correction() -> None:
    say("Bonds of n", MORNING)
    say("Bounds of n", MORNING.replace(hour=3))
    assert told(freeze(FRIDAY, FROZEN)) == []


def test_withdrawn_paper_keeps_its_place_with_a_mark(edition: Edition) -> None:
    say("Bounds of $n^2$", NOON, status=Status.WITHDRAWN)
    assert "Withdrawn since it was printed" in told(edition)
    assert len(reading.edition_of(FRIDAY).papers) == 1


def test_plain_text_of_an_edition_carries_its_corrections(edition: Edition, client: Client) -> None:
    say("Bounds of $n^3$", NOON)
    answer = client.get(reverse("day-text", args=[FRIDAY]))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("BROADSHEET\nFriday, 20 November 2026 · No. 1\n")
    assert "Bounds of n³" in text
    assert "printed was: Bounds of n²" in " ".join(text.split())
    assert all(len(line) <= 72 for line in text.splitlines() if "://" not in line)


def test_day_without_papers_has_a_plain_text_too(client: Client) -> None:
    assert not Paper.objects.exists()
    assert b"No papers on this day." in client.get(reverse("day-text", args=[FRIDAY])).content
