"""broadsheet digest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.digests.calls import SEVEN, edition, paper, reader

from broadsheet import process
from broadsheet.cli import root
from broadsheet.digests import planning
from broadsheet.digests.models import Subscriber
from broadsheet.mail.models import Mailing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_settings")]


@pytest.fixture(autouse=True)
def seven_o_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "now", lambda: SEVEN)


@pytest.fixture(autouse=True)
def ada() -> Subscriber:
    paper("Shallow things")
    edition()
    return reader()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, ["digest", *arguments])


def test_dry_run_says_what_is_due_and_changes_nothing() -> None:
    said = run("--due", "--dry-run").output
    assert "1 digest due" in said
    assert "Shallow things" in said
    assert not Mailing.objects.exists()
    assert run("--due", "--dry-run").output == said


def test_without_a_mail_server_sending_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_MAIL_HOST", "")
    result = run("--due")
    assert result.exit_code == 1
    assert "BROADSHEET_MAIL_HOST" in result.output


@pytest.mark.parametrize("who", ["ada@example.org", ""])
def test_preview_writes_what_would_be_sent(tmp_path: Path, who: str) -> None:
    result = run("preview", *filter(None, [who]), "--out", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "Shallow things" in (tmp_path / "digest.html").read_text()
    assert "Shallow things" in (tmp_path / "digest.txt").read_text()
    assert "List-Unsubscribe-Post" in (tmp_path / "digest.eml").read_text()
    assert not Mailing.objects.exists()


def test_preview_of_a_stranger_is_refused() -> None:
    result = run("preview", "nobody@example.org")
    assert result.exit_code == 1
    assert "broadsheet digest readers" in result.output


def test_doubtful_ones_are_listed_and_settled() -> None:
    planning.plan(SEVEN)
    Mailing.objects.update(state="doubtful", begun=SEVEN)
    mailing = Mailing.objects.get()
    assert mailing.message_id in run("doubtful").output
    assert "1 message settled" in run("doubtful", str(mailing.pk), "--settle").output
    assert "No message is doubtful" in run("doubtful").output


def test_doubtful_ones_are_sent_again_only_on_demand() -> None:
    planning.plan(SEVEN)
    Mailing.objects.update(state="doubtful", begun=SEVEN)
    assert "1 message to be sent again" in run("doubtful", "--all", "--resend").output
    assert Mailing.objects.get().state == "due"


@pytest.mark.parametrize("arguments", [["--resend"], ["--resend", "--settle", "1"]])
def test_settling_needs_to_know_what(arguments: list[str]) -> None:
    assert run("doubtful", *arguments).exit_code == 1


def test_readers_are_listed_and_brought_back(ada: Subscriber) -> None:
    assert run("resume", "ada@example.org").exit_code == 1
    Subscriber.objects.update(state="suspended", reason="550 gone", next_due=None)
    assert "550 gone" in run("readers").output
    assert run("resume", "ADA@example.org").exit_code == 0
    ada.refresh_from_db()
    assert ada.next_due is not None
    assert ada.next_due > SEVEN - timedelta(days=1)


def test_group_without_a_command_shows_help() -> None:
    assert "preview" in run().output
