"""A mail server and the settings that name it, for tests of mail and of digests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from tests.mail.mail_server import MailServer

SETTINGS = {
    "MAIL_HOST": "127.0.0.1",
    "MAIL_SECURITY": "none",
    "MAIL_FROM": "Broadsheet <digest@papers.example.org>",
    "MAIL_BOUNCES_TO": "bounces@papers.example.org",
    "MAIL_TIMEOUT_S": "2",
    "PUBLIC_URL": "https://papers.example.org",
}


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    server = MailServer()
    server.start()
    yield server
    if not server.loop.is_closed():
        server.stop()


@pytest.fixture
def mail_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail is on; nothing listens."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"BROADSHEET_{name}", value)
    monkeypatch.setenv("BROADSHEET_MAIL_PORT", "9")
    monkeypatch.setenv("BROADSHEET_SIGN_UPS_PER_HOUR", "100000")


@pytest.fixture
def mail(mail_settings: None, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """Mail is on, and this server takes it."""
    monkeypatch.setenv("BROADSHEET_MAIL_PORT", str(mail_server.port))
    return mail_server
