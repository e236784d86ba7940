"""Signing up, choosing and leaving, by an email address alone."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.digests.calls import SEVEN, reader

from broadsheet.digests import links, subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.http import clock
from broadsheet.mail.models import Mailing
from broadsheet.papers.models import Field

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]
FORM = {
    "address": "Ada@Example.org",
    "frequency": "weekly",
    "weekday": "2",
    "hour": "9",
    "time_zone": "Asia/Tokyo",
}


@pytest.fixture(autouse=True)
def seven_o_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: SEVEN)


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def path(url: str) -> str:
    return url.removeprefix("https://papers.example.org")


def sign_up(client: Client, **changes: str) -> str:
    return client.post(reverse("digest"), FORM | changes)["Location"]


def test_without_a_mail_server_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_MAIL_HOST", "")
    answer = client.get(reverse("digest"))
    assert b"Mail is off on this instance" in answer.content
    assert b"<form method" not in answer.content
    client.post(reverse("digest"), FORM)
    assert not Subscriber.objects.exists()


def test_signing_up_asks_for_confirmation_and_no_more(client: Client) -> None:
    assert sign_up(client) == reverse("digest-asked")
    ada = subscribers.find("ada@example.org")
    assert (ada.state, ada.next_due) == ("pending", None)
    assert [each.kind for each in Mailing.objects.all()] == ["confirm"]


def test_looking_at_the_confirmation_changes_nothing_its_button_does(client: Client) -> None:
    sign_up(client)
    link = path(links.confirmation_url(subscribers.find("ada@example.org")))
    assert b"<button>" in client.get(link).content
    assert subscribers.find("ada@example.org").state == "pending"
    client.post(link)
    ada = subscribers.find("ada@example.org")
    assert ada.state == "active"
    assert ada.next_due is not None
    assert ada.next_due.isoformat() == "2026-11-25T00:00:00+00:00"


def test_old_confirmation_is_refused_with_a_way_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up(client)
    link = path(links.confirmation_url(subscribers.find("ada@example.org")))
    monkeypatch.setattr(links, "CONFIRM_WITHIN", timedelta(seconds=-1))
    answer = client.get(link)
    assert answer.status_code == 410
    assert reverse("digest").encode() in answer.content


def test_readers_choices_stand_under_the_masthead_of_every_page(client: Client) -> None:
    link = path(links.preferences_url(reader()))
    said = client.get(link).content.decode()
    for section in ("home", "trending", "lists", "fields", "ledger", "search"):
        assert f'<li><a href="{reverse(section)}">' in said


@pytest.mark.parametrize("state", ["pending", "active", "suspended", "unsubscribed"])
def test_page_answers_known_and_unknown_addresses_alike(client: Client, state: str) -> None:
    known = reader("known@example.org")
    Subscriber.objects.filter(pk=known.pk).update(state=state)
    answers = [
        client.post(reverse("digest"), FORM | {"address": f"{name}@example.org"}) for name in ("known", "new")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]


def test_known_reader_is_told_by_mail_and_nothing_changes(client: Client) -> None:
    known = reader("known@example.org", hour=5)
    sign_up(client, address="KNOWN@example.org")
    known.refresh_from_db()
    assert (known.state, known.hour) == ("active", 5)
    assert [each.kind for each in Mailing.objects.all()] == ["known"]


def test_stranger_cannot_fill_a_mailbox(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for minute in range(0, 600, 4):
        monkeypatch.setattr(clock, "now", lambda minute=minute: SEVEN + timedelta(minutes=minute))
        sign_up(client)
    assert Mailing.objects.exclude(state="dropped").count() == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [("address", "nobody"), ("address", "a@b\r\nBcc: c@example.org"), ("hour", "24"), ("hour", "x"), ("frequency", "often"), ("time_zone", "Mars/Base"), ("time_zone", "../../etc/passwd"), ("weekday", "9")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_nothing_kept(client: Client, name: str, value: str) -> None:
    answer = client.post(reverse("digest"), FORM | {name: value})
    assert answer.status_code == 400
    assert b'role="alert"' in answer.content
    assert not Subscriber.objects.exists()


def test_signing_up_needs_the_token_of_its_page(strict: Client) -> None:
    assert strict.post(reverse("digest"), FORM).status_code == 403


def test_one_click_unsubscribes_without_cookie_or_token(strict: Client) -> None:
    """RFC 8058: what a mail program sends."""
    ada = reader()
    link = path(links.unsubscribe_url(ada))
    answer = strict.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    ada.refresh_from_db()
    assert (ada.state, ada.next_due) == ("unsubscribed", None)


def test_following_the_unsubscribe_link_only_shows_a_button(client: Client) -> None:
    ada = reader()
    assert b"<button>Unsubscribe</button>" in client.get(path(links.unsubscribe_url(ada))).content
    ada.refresh_from_db()
    assert ada.state == "active"


def test_preferences_are_kept(client: Client) -> None:
    Field.objects.create(code="cs.LG", name="Machine Learning")
    ada = reader()
    wishes = {
        "wish-fields": "CS.lg\r\n\r\ncs.LG",
        "wish-searches": "optimal  transport",
        "wish-authors": "Emmy Noether",
    }
    client.post(
        path(links.preferences_url(ada)), FORM | wishes | {"section": ["fields", "searches", "authors"]}
    )
    ada.refresh_from_db()
    assert (ada.frequency, ada.weekday, ada.hour, ada.time_zone) == ("weekly", 2, 9, "Asia/Tokyo")
    assert ada.left_out == ["trending", "verdicts"]
    kept = subscribers.wishes_of([ada])[ada.pk]
    assert [kept.of(name) for name in ("fields", "searches", "authors")] == [
        ("cs.LG",),
        ("optimal transport",),
        ("Emmy Noether",),
    ]
    shown = client.get(path(links.preferences_url(ada))).content.decode()
    assert "Emmy Noether" in shown
    assert 'value="Asia/Tokyo"' in shown


def test_wrong_wish_is_said_and_nothing_is_lost(client: Client) -> None:
    ada = reader()
    answer = client.post(
        path(links.preferences_url(ada)), FORM | {"wish-fields": "cs.XX", "wish-authors": "Emmy Noether"}
    )
    assert answer.status_code == 400
    assert "cs.XX" in answer.content.decode()
    assert "Emmy Noether" in answer.content.decode()
    assert not ada.wishes.exists()


def test_reader_who_left_can_come_back(client: Client) -> None:
    ada = reader()
    subscribers.unsubscribe(ada, SEVEN)
    client.post(path(links.preferences_url(ada)), FORM | {"resume": "1", "section": ["trending"]})
    ada.refresh_from_db()
    assert ada.state == "active"
    assert ada.next_due is not None


def test_address_is_forgotten_on_demand(client: Client) -> None:
    ada = reader()
    link = reverse("digest-forget", args=[links.preferences_token(ada)])
    client.get(link)
    assert Subscriber.objects.exists()
    assert b"Forgotten" in client.post(link).content
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("token", ["1-0:forged", "nonsense", "1-0"])
def test_forged_link_opens_nothing(client: Client, token: str) -> None:
    reader()
    for name in ("digest-preferences", "digest-unsubscribe", "digest-forget"):
        assert client.post(reverse(name, args=[token])).status_code == 404
    assert client.get(reverse("digest-confirm", args=[token])).status_code == 410


def test_confirmation_link_does_not_open_the_preferences(client: Client) -> None:
    """Else whoever can start a sign-up could leave one in the reader's name."""
    token = links.confirmation_token(reader())
    assert client.get(reverse("digest-preferences", args=[token])).status_code == 404


def test_pages_of_a_reader_are_kept_by_nobody(client: Client) -> None:
    answer = client.get(path(links.preferences_url(reader())))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


def test_one_network_signs_up_only_so_often(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_HOUR", "2")
    here = f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"
    answers = [
        client.post(reverse("digest"), FORM | {"address": f"reader{n}@example.org"}, REMOTE_ADDR=here)
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600
    assert b"Too many sign-ups" in answers[2].content
    assert Subscriber.objects.count() == 2
    assert client.post(reverse("digest"), FORM, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_only_our_own_proxies_are_believed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_HOUR", "1")
    here = f"198.51.100.{secrets.randbelow(250)}"
    forged = [{"X-Forwarded-For": f"203.0.113.{n}"} for n in range(2)]
    answers = [client.post(reverse("digest"), FORM, headers=each, REMOTE_ADDR=here) for each in forged]
    assert [answer.status_code for answer in answers] == [302, 429]
