"""Messages as they go out: headers that mail programs and servers understand, text and HTML.

Readers whose digest says the same share a stencil: the message is built and encoded once, with placeholders where
the reader's own address, links and Message-ID go.
"""

from __future__ import annotations

from datetime import datetime
from email.base64mime import header_encode
from email.utils import format_datetime, parseaddr
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.utils.crypto import salted_hmac

from broadsheet import config
from broadsheet.editions.digests import links
from broadsheet.editions.digests.content import DATE, IDENTITY, PREFERENCES, RECIPIENT, UNSUBSCRIBE, Content
from broadsheet.editions.digests.models import Subscription
from broadsheet.editions.models import Edition

LIST_NAME = "Broadsheet daily"
LONGEST_HEADER = 990
ENCODED_WORD_BYTES = 45
_SUBJECT, _TEXT, _HTML = "[subject]", "[text]\u00a0", "[html]\u00a0"
"""Placeholders of a form; the parts' are not ASCII, so that the parts are declared to be UTF-8."""
CRLF = "\r\n"


def message_id(reader: Subscription, what: str) -> str:
    """The same for the same reader and edition, whatever happens; nobody can guess another reader's."""
    key = f"{reader.pk}\0{what}"
    mark = salted_hmac("broadsheet.digest.message", key, algorithm="sha256").hexdigest()[:32]
    return f"<{what}.{mark}@{links.mail_domain()}>"


def digest_id(reader: Subscription, edition: Edition) -> str:
    return message_id(reader, f"edition-{edition.pk}")


class Built:
    """A message in its final bytes, as Django's backends ask for it."""

    def __init__(self, source: bytes) -> None:
        self.source = source

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self.source if linesep == CRLF else self.source.replace(b"\r\n", linesep.encode())


class Message(EmailMultiAlternatives):
    """Built from a stencil. Its parts are those of any message, for backends that do not send by SMTP."""

    source: bytes | None = None

    def message(self, **options: Any) -> Any:
        if self.source is not None:
            return Built(self.source)
        built = super().message(**options)
        # One line for each header: one that begins with an empty line is misread by some servers.
        built.policy = built.policy.clone(max_line_length=LONGEST_HEADER)
        return built


class Form:
    """The headers and parts of all messages of a kind, built by Django once."""

    def __init__(self, *, is_list: bool) -> None:
        self.headers = _headers() | (_list_headers() if is_list else {})
        self.empty = _message(Content(_SUBJECT, _TEXT, _HTML), RECIPIENT, self.headers)
        self.source: bytes = self.empty.message().as_bytes(linesep=CRLF)

    def filled(self, content: Content) -> bytes:
        parts = {_SUBJECT: encoded_words(content.subject), _TEXT: content.text, _HTML: content.html}
        source = self.source
        for placeholder, text in parts.items():
            source = source.replace(placeholder.encode(), text.replace("\n", CRLF).encode())
        return source


class Stencil:
    """One digest or letter, for any of its readers."""

    def __init__(self, content: Content, form: Form) -> None:
        self.content, self.headers, self.source = content, form.headers, form.filled(content)

    def for_reader(
        self, reader: Subscription, identity: str, now: datetime, connection: BaseEmailBackend | None = None
    ) -> EmailMultiAlternatives:
        recipient = sanitize_address(reader.address, "utf-8")
        own = {
            RECIPIENT: recipient,
            IDENTITY: identity,
            DATE: format_datetime(now),
            PREFERENCES: links.preferences_url(reader),
            UNSUBSCRIBE: links.unsubscribe_url(reader),
        }
        headers = {name: _filled(value, own) for name, value in self.headers.items()}
        content = Content(*(_filled(text, own) for text in self.content))
        made = _message(content, recipient, headers, connection)
        made.source = self.source
        for placeholder, value in own.items():
            made.source = made.source.replace(placeholder.encode(), value.encode())
        return made


def _message(
    content: Content, recipient: str, headers: dict[str, str], connection: BaseEmailBackend | None = None
) -> Message:
    """`from_email` is the envelope's sender, to which servers report what they cannot deliver."""
    message = Message(
        subject=content.subject,
        body=content.text,
        from_email=parseaddr(config.read("MAIL_BOUNCES_TO") or config.read("MAIL_FROM"))[1],
        to=[recipient],
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(content.html, "text/html")
    return message


def encoded_words(subject: str) -> str:
    """RFC 2047: words of at most 75 characters, none of which cuts a letter in two."""
    if subject.isascii():
        return subject
    words = [""]
    for letter in subject:
        if len((words[-1] + letter).encode()) > ENCODED_WORD_BYTES:
            words.append("")
        words[-1] += letter
    return " ".join(header_encode(word.encode(), "utf-8") for word in words)


def _headers() -> dict[str, str]:
    return {
        "Message-ID": IDENTITY,
        "Date": DATE,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "From": config.read("MAIL_FROM"),
    }


def _list_headers() -> dict[str, str]:
    """RFC 2369, 2919, 3834 and 8058: a list's mail, sent by a machine, left by one click."""
    return {
        "List-Id": f"{LIST_NAME} <daily.broadsheet.{links.mail_domain()}>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{links.base()}/>",
        "List-Help": f"<{PREFERENCES}>",
        "Precedence": "bulk",
    }


def _filled(text: str, own: dict[str, str]) -> str:
    for placeholder, value in own.items():
        text = text.replace(placeholder, value)
    return text
