"""POST /api/v1/digest/sign-ups: what the form does, for programs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from broadsheet.digests import subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.mail.models import Mailing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]
ADDRESS = "/api/v1/digest/sign-ups"
ADA = {
    "address": "Ada@Example.org",
    "frequency": "weekly",
    "weekday": 2,
    "hour": 9,
    "time_zone": "Asia/Tokyo",
}


def post(client: Client, here: str = "192.0.2.1", **changes: Any) -> Any:
    return client.post(ADDRESS, ADA | changes, content_type="application/json", REMOTE_ADDR=here)


def test_sign_up_writes_a_letter_and_waits_for_confirmation(client: Client) -> None:
    answer = post(client)
    assert (answer.status_code, answer.json()) == (202, {"asked": True})
    ada = subscribers.find("ada@example.org")
    assert (ada.state, ada.frequency, ada.weekday, ada.hour) == ("pending", "weekly", 2, 9)
    assert [each.kind for each in Mailing.objects.all()] == ["confirm"]


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "nobody"},
        {"time_zone": "Atlantis"},
        {"hour": 24},
        {"weekday": -1},
        {"frequency": "hourly"},
    ],
)
def test_wrong_choice_is_named_and_nothing_is_kept(client: Client, changes: dict[str, Any]) -> None:
    answer = post(client, **changes)
    assert answer.status_code == 400
    assert answer.json()["rule"]
    assert not Subscriber.objects.exists()


def test_forms_of_other_sites_sign_nobody_up(client: Client) -> None:
    answer = client.post(ADDRESS, '{"address": "ada@example.org"}', content_type="text/plain")
    assert answer.status_code == 400
    assert not Subscriber.objects.exists()


def test_networks_are_limited_as_on_the_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_HOUR", "1")
    here = f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"
    answers = [post(client, here, address=f"{name}@example.org") for name in ("ada", "bob")]
    assert [each.status_code for each in answers] == [202, 429]
    assert int(answers[1]["Retry-After"]) > 0


def test_without_mail_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_MAIL_HOST", "")
    assert post(client).status_code == 404
    assert not Subscriber.objects.exists()
