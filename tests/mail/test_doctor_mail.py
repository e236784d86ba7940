from __future__ import annotations

import pytest
from tests.digests.calls import SEVEN, edition, paper, reader
from tests.mail.mail_server import MailServer

from broadsheet import config
from broadsheet.digests import planning
from broadsheet.doctor.finding import Finding, Health
from broadsheet.doctor.machine import Machine
from broadsheet.doctor.mail import mail as check
from broadsheet.mail.models import Mailing

pytestmark = pytest.mark.django_db


def finding() -> Finding:
    return check(Machine(config.read("HOME")))


def test_without_a_server_mail_is_off_and_that_is_no_fault() -> None:
    assert finding().health is Health.NOTE
    assert "Not configured" in finding().says


def test_server_that_lets_us_in_is_well(mail: MailServer) -> None:
    reader()
    assert finding().health is Health.GOOD
    assert "lets us in; 1 readers, 0 suspended" in finding().says


@pytest.mark.usefixtures("mail_settings")
def test_server_that_cannot_be_reached_is_not() -> None:
    assert finding().health is Health.WRONG
    assert "cannot be reached" in finding().says


@pytest.mark.parametrize(("name", "cure"), [("MAIL_FROM", "MAIL_FROM"), ("PUBLIC_URL", "PUBLIC_URL")])
def test_what_is_missing_is_named(
    mail: MailServer, monkeypatch: pytest.MonkeyPatch, name: str, cure: str
) -> None:
    monkeypatch.setenv(f"BROADSHEET_{name}", "")
    assert finding().health is Health.WRONG
    assert cure in finding().cure


def test_doubtful_messages_are_pointed_out(mail: MailServer) -> None:
    paper("Shallow things")
    edition()
    reader()
    planning.plan(SEVEN)
    Mailing.objects.update(state="doubtful")
    assert finding().health is Health.NOTE
    assert finding().cure == "broadsheet digest doubtful"
