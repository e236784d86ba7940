"""Letters of django-allauth go by the same mail server as digests, or not at all."""

from __future__ import annotations

import logging

import pytest
from django.conf import LazySettings
from django.core import mail as outbox
from django.test import Client
from tests.mail.fixtures import mail, mail_server, mail_settings
from tests.mail.mail_server import MailServer

from broadsheet.accounts import users

__all__ = ["mail", "mail_server", "mail_settings"]

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"


def test_link_for_a_new_password_is_mailed(client: Client, mail: MailServer, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "broadsheet.mail.smtp.Backend"
    users.add("ada", email="ada@example.org")
    assert client.post(RESET, {"email": "ada@example.org"}).status_code == 302
    assert mail.counts == {"ada@example.org": 1}


def test_without_a_mail_server_no_letter_is_lost_silently(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    users.add("ada", email="ada@example.org")
    with caplog.at_level(logging.WARNING):
        assert client.post(RESET, {"email": "ada@example.org"}).status_code == 302
    assert "BROADSHEET_MAIL_HOST" in caplog.text
    assert not outbox.outbox
