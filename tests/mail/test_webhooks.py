"""Reports by webhook, well-formed and not."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import clear_url_caches, get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.program import environment
from tests.digests.calls import reader

from broadsheet.digests.models import Subscriber
from broadsheet.mail import webhooks

pytestmark = pytest.mark.django_db
SECRET = {"Authorization": "Basic " + b64encode(b"provider:word").decode()}
SMTP_BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "TypeCode": 1,
    "ID": 1,
    "Email": "ada@example.org",
    "BouncedAt": "2026-11-20T08:00:00Z",
    "MessageID": "x",
}
NO_REPORT = (
    b"",
    b"\xff\xfe",
    b"no JSON",
    b"null",
    b"5",
    b'"text"',
    b"[null]",
    b"[5]",
    b"[" * 100_000,
    b"a=b",
)
ODD_REPORTS = (
    *(b'{"RecordType": []}', b'{"Email": 5, "RecordType": "Bounce"}', b'{"event-data": []}', b'{"msys": 5}'),
    *(b'[{"msys": {"x": 5}}]', b'{"BouncedAt": "x"}', b'{"event": {}, "date": []}', b"mandrill_events=5"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.fixture(autouse=True)
def _receiver(settings: LazySettings) -> Iterator[None]:
    settings.ANYMAIL = {"WEBHOOK_SECRET": "provider:word", "MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    settings.ROOT_URLCONF = "tests.mail.webhook_urls"
    clear_url_caches()
    webhooks.listen()
    yield
    clear_url_caches()


def addresses() -> list[str]:
    (inner,) = get_resolver().url_patterns
    return [f"/digest/webhooks/{each.pattern}" for each in inner.url_patterns]  # type: ignore[union-attr]


def post(address: str, body: Any, content_type: str = "application/json") -> int:
    client = Client(raise_request_exception=False, headers=SECRET)
    return client.post(address, body, content_type=content_type).status_code


def test_providers_are_those_whose_reports_can_be_checked() -> None:
    providers = {address.split("/")[3] for address in addresses()}
    assert {"postmark", "brevo", "sendgrid", "mailgun"} <= providers
    assert not {"mailersend", "mandrill"} & providers, "their keys are not set"
    assert not [address for address in addresses() if "inbound" in address]


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_malformed_report_is_a_bad_request(content_type: str) -> None:
    reader()
    answers = [
        (address, body[:20], post(address, body, content_type))
        for body in NO_REPORT + ODD_REPORTS
        for address in addresses()
    ]
    assert not [answer for answer in answers if answer[2] not in (200, 400)]
    assert Subscriber.objects.get().state == "active"


@pytest.mark.parametrize("body", NO_REPORT, ids=lambda body: repr(body[:9]))
def test_what_is_no_report_at_all_is_refused_in_a_line(body: bytes) -> None:
    client = Client(raise_request_exception=False, headers=SECRET)
    answer = client.post("/digest/webhooks/postmark/tracking/", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain")


@pytest.mark.slow
@settings(max_examples=30)  # each at some twenty addresses
@given(JSON)
def test_no_json_is_a_fault_of_ours(body: Any) -> None:
    assert {post(address, body) for address in addresses()} <= {200, 400}


@pytest.mark.parametrize("said", ["gone", "gone\0for good", "\ud800", "x" * 5_000, 5, None, ["gone"]])
def test_whatever_the_provider_says_the_reader_is_suspended(said: object) -> None:
    reader()
    assert post("/digest/webhooks/postmark/tracking/", {**SMTP_BOUNCE, "Details": said}) == 200
    assert Subscriber.objects.get().state == "suspended"


def test_our_own_fault_makes_the_provider_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(webhooks, "record_provider_report", fail)
    assert post("/digest/webhooks/postmark/tracking/", SMTP_BOUNCE) == 500


@pytest.mark.parametrize(
    ("secret", "rule"),
    [("provider:word", "needs the extra `anymail`"), ("word", "a name and a password with a colon")],
)
def test_start_without_the_extra_or_with_half_a_secret_says_so(secret: str, rule: str, tmp_path: Any) -> None:
    """A process of its own, in which anymail cannot be found."""
    code = "import sys; sys.modules['anymail'] = None; from broadsheet.cli import main; main()"
    settings = environment(BROADSHEET_HOME=str(tmp_path), BROADSHEET_MAIL_WEBHOOK_SECRET=secret)
    done = subprocess.run(
        [sys.executable, "-c", code, "papers", "--count"], capture_output=True, text=True, env=settings
    )
    assert done.returncode == 1
    assert rule in done.stderr
    assert "Traceback" not in done.stderr
