"""Reports of undelivered mail, as servers and providers write them."""

from __future__ import annotations

import mailbox
from email import message_from_string
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import pytest
from tests.digests.calls import SEVEN, edition, paper, reader
from tests.digests.instance import Instance

from broadsheet.digests import planning, subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.mail import bounces, webhooks
from broadsheet.mail.models import Mailing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]


def report(address: str, message_id: str, *, status: str = "5.1.1", action: str = "failed") -> str:
    """As RFC 3464 has it."""
    return dedent(f"""\
        From: MAILER-DAEMON@mx.example.org
        To: bounces@papers.example.org
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <{status}.{address}@mx.example.org>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        I could not deliver it.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; {address}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} no such reader

        --b
        Content-Type: text/rfc822-headers

        From: Broadsheet <digest@papers.example.org>
        To: {address}
        Message-ID: {message_id}

        --b--
        """)


@pytest.fixture
def mailing() -> Mailing:
    paper("Shallow things")
    edition()
    reader()
    planning.plan(SEVEN)
    Mailing.objects.update(state="sent", begun=SEVEN)
    return Mailing.objects.get()


def take(path: Path, *reports: str) -> bounces.Counts:
    box = mailbox.mbox(path)
    for each in reports:
        box.add(message_from_string(each))
    box.close()
    return bounces.read_reports(path, SEVEN)


def state() -> str:
    return Subscriber.objects.get().state


def test_permanent_failure_suspends_with_its_reason(mailing: Mailing, tmp_path: Path) -> None:
    counts = take(tmp_path / "mbox", report("ADA@example.org", mailing.message_id))
    assert counts == bounces.Counts(read=1, suspended=1, temporary=0, unmatched=0)
    ada = Subscriber.objects.get()
    assert (ada.state, ada.reason) == ("suspended", "Bounced: smtp; 550 5.1.1 no such reader")


def test_delay_suspends_nobody(mailing: Mailing, tmp_path: Path) -> None:
    counts = take(
        tmp_path / "mbox", report("ada@example.org", mailing.message_id, status="4.4.1", action="delayed")
    )
    assert (counts.temporary, state()) == (1, "active")


def test_forged_report_suspends_nobody(mailing: Mailing, tmp_path: Path) -> None:
    """It does not know the Message-ID."""
    forged = report("ada@example.org", f"<edition-1.{'0' * 32}@papers.example.org>")
    assert (take(tmp_path / "mbox", forged).unmatched, state()) == (1, "active")


def test_report_about_one_reader_does_not_suspend_another(mailing: Mailing, tmp_path: Path) -> None:
    assert take(tmp_path / "mbox", report("bob@example.org", mailing.message_id)).unmatched == 1
    assert state() == "active"


def test_reading_the_mailbox_again_does_not_suspend_who_came_back(mailing: Mailing, tmp_path: Path) -> None:
    take(tmp_path / "mbox", report("ada@example.org", mailing.message_id))
    subscribers.resume(subscribers.find("ada@example.org"), SEVEN.replace(hour=9))
    assert bounces.read_reports(tmp_path / "mbox", SEVEN.replace(hour=10)).suspended == 0
    assert state() == "active"


def test_maildir_and_single_message_are_read_too(mailing: Mailing, tmp_path: Path) -> None:
    text = report("ada@example.org", mailing.message_id)
    (tmp_path / "one.eml").write_text(text)
    assert bounces.read_reports(tmp_path / "one.eml", SEVEN).suspended == 1
    mailbox.Maildir(tmp_path / "dir").add(message_from_string(text))
    assert bounces.read_reports(tmp_path / "dir", SEVEN).read == 1


@pytest.mark.parametrize(
    "junk", ["", "not a message at all", "From x\n\n\x00\xff" * 50, "From a b\nSubject: holiday\n\nI am away"]
)
def test_anything_else_is_passed_over(mailing: Mailing, tmp_path: Path, junk: str) -> None:
    (tmp_path / "junk").write_text(junk)
    assert bounces.read_reports(tmp_path / "junk", SEVEN).suspended == 0


@pytest.mark.parametrize(
    ("kind", "reason", "state_after"),
    [
        ("bounced", "bounced", "suspended"),
        ("bounced", "timed_out", "active"),
        ("rejected", "invalid", "suspended"),
        ("rejected", "blocked", "active"),
        ("complained", None, "unsubscribed"),
        ("unsubscribed", None, "unsubscribed"),
        ("deferred", None, "active"),
        ("opened", None, "active"),
    ],
)
def test_what_a_provider_reports(mailing: Mailing, kind: str, reason: str | None, state_after: str) -> None:
    event = SimpleNamespace(
        event_type=kind, reject_reason=reason, recipient="ada@example.org", mta_response="", description=""
    )
    webhooks.record_event(None, event, "Postmark")
    assert state() == state_after


@pytest.mark.slow
def test_webhook_wants_the_secret(tmp_path: Path) -> None:
    """In an instance of its own: whether there are webhooks is settled when it starts."""
    instance = Instance(tmp_path, 9, MAIL_WEBHOOK_SECRET="provider:word")
    instance.fill(1)
    said = instance.ask(
        "from django.test import Client; from base64 import b64encode; "
        "body = {'RecordType': 'Bounce', 'Type': 'HardBounce', 'TypeCode': 1, 'ID': 1, 'Email': 'r0@example.org', "
        "'BouncedAt': '2026-11-20T08:00:00Z', 'MessageID': 'x', 'Description': 'gone', 'Details': 'gone'}; "
        "ask = lambda word: Client(SERVER_NAME='localhost').post('/digest/webhooks/postmark/tracking/', body, "
        "content_type='application/json', headers={'Authorization': 'Basic ' + b64encode(word).decode()}).status_code; "
        "print(ask(b'provider:guess'), Subscriber.objects.get().state, ask(b'provider:word'), Subscriber.objects.get().state)"
    )
    assert said == "400 active 200 suspended"
