"""Limits of letters, and that an answer takes the same work whatever is known of an address."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.digests.calls import SEVEN, reader

from broadsheet.digests import subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.digests.subscribers import Choices, TooManyLetters, sign_up
from broadsheet.mail import kinds, outbox
from broadsheet.mail.models import Mailing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]
SPELLINGS = (
    "victim@example.org",
    "victim+1@example.org",
    '"victim"@example.org',
    "ｖｉｃｔｉｍ+2@example.org",
)
STATES = ("unknown", "pending", "active", "suspended", "unsubscribed", "written to just now")


def letters() -> int:
    return Mailing.objects.exclude(state="dropped").count()


def test_spellings_of_a_mailbox_get_one_letter_in_ten_minutes() -> None:
    for spelling in SPELLINGS:
        sign_up(spelling, Choices(), SEVEN)
    assert letters() == 1


def test_spellings_of_a_mailbox_get_five_letters_a_day() -> None:
    for minute in range(0, 600, 10):
        sign_up(f"victim+{minute}@example.org", Choices(), SEVEN + timedelta(minutes=minute))
    assert letters() == 5


def test_letters_go_to_the_plain_spelling() -> None:
    sign_up("ｖｉｃｔｉｍ@example.org", Choices(), SEVEN)
    assert Subscriber.objects.get().address == "victim@example.org"


@pytest.fixture
def two_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_MINUTE", "2")


@pytest.mark.usefixtures("two_a_minute")
def test_instance_has_a_ceiling_a_minute() -> None:
    for name in ("ada", "bob"):
        sign_up(f"{name}@example.org", Choices(), SEVEN)
    with pytest.raises(TooManyLetters) as refused:
        sign_up("eve@example.org", Choices(), SEVEN + timedelta(seconds=59))
    assert refused.value.retry_after_s == 60
    assert not Subscriber.objects.filter(address_key="eve@example.org").exists()
    sign_up("eve@example.org", Choices(), SEVEN + timedelta(seconds=61))
    assert letters() == 3


@pytest.mark.usefixtures("two_a_minute")
@pytest.mark.parametrize("address", ["known@example.org", "new@example.org"])
def test_above_the_ceiling_page_and_api_say_so_to_known_and_unknown_alike(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    reader("known@example.org")
    monkeypatch.setattr("broadsheet.http.clock.now", lambda: SEVEN)
    form = {"frequency": "daily", "weekday": "0", "hour": "7", "time_zone": "UTC"}
    for name in ("ada", "bob"):
        client.post(reverse("digest"), form | {"address": f"{name}@example.org"})
    page = client.post(reverse("digest"), form | {"address": address})
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert b"Too many people sign up at this moment" in page.content
    Mailing.objects.update(created=_now())
    answer = client.post("/api/v1/digest/sign-ups", {"address": address}, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def _now() -> Any:
    from broadsheet import process

    return process.now()


def queries_of(act: Callable[[], object]) -> list[str]:
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        act()
    return [sql for sql in asked if "SAVEPOINT" not in sql]


def known_as(state: str) -> None:
    if state == "written to just now":
        sign_up("ada@example.org", Choices(), SEVEN)
    elif state != "unknown":
        Subscriber.objects.filter(pk=reader().pk).update(state=state)


def test_every_address_costs_the_same_queries() -> None:
    seen = {}
    for state in STATES:
        Subscriber.objects.all().delete()
        known_as(state)
        seen[state] = queries_of(lambda: sign_up("ada@example.org", Choices(hour=9), SEVEN))
    assert len(seen["unknown"]) >= 6
    assert all(queries == seen["unknown"] for queries in seen.values())


def test_choices_of_a_stranger_change_no_reader() -> None:
    known = reader(hour=5)
    sign_up("ada@example.org", Choices(hour=9), SEVEN)
    known.refresh_from_db()
    assert (known.hour, known.state) == (5, "active")
    subscribers.unsubscribe(known, SEVEN)
    sign_up("ada@example.org", Choices(hour=9), SEVEN)
    known.refresh_from_db()
    assert (known.hour, known.state) == (5, "unsubscribed")


def test_dropped_letters_are_not_sent_and_forgotten_after_a_day() -> None:
    for _ in range(3):
        sign_up("ada@example.org", Choices(), SEVEN)
    assert [each.kind for each in outbox.due(SEVEN)] == ["confirm"]
    kinds.tidy(SEVEN + subscribers.DAY * 2)
    assert [each.state for each in Mailing.objects.all()] == ["due"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one transaction writes at a time")
def test_sign_ups_at_the_same_moment_get_one_letter() -> None:
    def one(number: int) -> None:
        sign_up(f"victim+{number}@example.org", Choices(), SEVEN)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    assert (letters(), Subscriber.objects.count()) == (1, 8)
