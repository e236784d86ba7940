"""Messages as they go out: headers that mail programs and servers understand, text and HTML."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.crypto import salted_hmac

from broadsheet import config
from broadsheet.editions.digests import links
from broadsheet.editions.digests.models import Subscription
from broadsheet.editions.digests.rendering import Content
from broadsheet.editions.models import Edition

class Message(EmailMultiAlternatives):
    def message(self, **options: Any) -> Any:
        """Headers on one line each: a list header that begins with an empty line is misread by some servers."""
        built = super().message(**options)
        built.policy = built.policy.clone(max_line_length=990)
        return built


LIST_NAME = "Broadsheet daily"


def message_id(reader: Subscription, what: str) -> str:
    """The same for the same reader and edition, whatever happens; nobody can guess another reader's."""
    mark = salted_hmac("broadsheet.digest.message", f"{reader.pk}\0{what}", algorithm="sha256").hexdigest()[
        :32
    ]
    return f"<{what}.{mark}@{links.mail_domain()}>"


def digest_id(reader: Subscription, edition: Edition) -> str:
    return message_id(reader, f"edition-{edition.pk}")


def digest_message(
    content: Content,
    reader: Subscription,
    identity: str,
    now: datetime,
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    """RFC 2369, 2919, 3834 and 8058: a list's mail, sent by a machine, left by one click."""
    told = content.to(reader)
    unsubscribe = links.unsubscribe_url(reader)
    headers = _headers(identity, now) | {
        "List-Id": f"{LIST_NAME} <daily.broadsheet.{links.mail_domain()}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{links.base()}/>",
        "List-Help": f"<{links.preferences_url(reader)}>",
        "Precedence": "bulk",
    }
    return _message(told, reader, headers, connection)


def letter_message(
    content: Content,
    reader: Subscription,
    identity: str,
    now: datetime,
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    return _message(content, reader, _headers(identity, now), connection)


def _headers(identity: str, now: datetime) -> dict[str, str]:
    return {
        "Message-ID": identity,
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "From": config.read("MAIL_FROM"),
    }


def _message(
    content: Content, reader: Subscription, headers: dict[str, str], connection: BaseEmailBackend | None
) -> EmailMultiAlternatives:
    """`from_email` is the envelope's sender, to which servers report what they cannot deliver."""
    message = Message(
        subject=content.subject,
        body=content.text,
        from_email=parseaddr(config.read("MAIL_BOUNCES_TO") or config.read("MAIL_FROM"))[1],
        to=[formataddr(("", reader.address))],
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(content.html, "text/html")
    return message
