"""Messages as they go out: headers that mail programs and servers understand, text and HTML.

Recipients whose message says the same share a stencil: it is built and encoded once, with placeholders where the
recipient's own address, links and Message-ID go.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from email.base64mime import header_encode
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.crypto import salted_hmac

from broadsheet import config

LONGEST_HEADER = 990
LONGEST_LINE = 800
"""Bytes. Mail with a line of more than 998 would have to be encoded, which may cut a placeholder in two."""
ENCODED_WORD_BYTES = 45
CRLF = "\r\n"
_MARK = secrets.token_hex(12)
"""New in each process, so that no paper can contain a placeholder. Plain letters survive every encoding."""
_RECIPIENT, _MESSAGE_ID = f"recipient@{_MARK}.invalid", f"<message-id@{_MARK}.invalid>"
_DATE = f"date.{_MARK}.invalid"
_SUBJECT, _TEXT, _HTML = "[subject]", "[text]\u00a0", "[html]\u00a0"
"""Placeholders of a form; the parts' are not ASCII, so that the parts are declared to be UTF-8."""


def placeholder(name: str) -> str:
    return f"{name}.{_MARK}.invalid"


class Image(NamedTuple):
    """A part of the message, which its HTML shows as `cid:...`."""

    cid: str
    png: bytes


class Content(NamedTuple):
    """What a message says, with placeholders where each recipient's own text will stand."""

    subject: str
    text: str
    html: str
    images: tuple[Image, ...] = ()

    def filled(self, values: Mapping[str, str]) -> Content:
        text, html = self.text, self.html
        for name, value in values.items():
            text, html = text.replace(name, value), html.replace(name, value)
        return self._replace(text=text, html=html)


def message_id(recipient: int | str, subject: str) -> str:
    """The same for the same recipient and subject, whatever happens; nobody can guess another recipient's."""
    mark = salted_hmac("broadsheet.digest.message", f"{recipient}\0{subject}", algorithm="sha256").hexdigest()
    return f"<{subject}.{mark[:32]}@{domain()}>"


class _Source:
    """A message in its final bytes, as Django's SMTP backend asks for it."""

    def __init__(self, source: bytes) -> None:
        self.source = source

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self.source if linesep == CRLF else self.source.replace(b"\r\n", linesep.encode())


class Message(EmailMessage):
    """Built already. Any backend of Django accepts it."""

    source: bytes

    def message(self, **options: Any) -> Any:
        return _Source(self.source)


class _FormMessage(EmailMultiAlternatives):
    images: tuple[Image, ...] = ()

    def message(self, **options: Any) -> Any:
        """Each header on one line: one that begins with an empty line is misread by some servers."""
        built = super().message(**options)
        if self.images:
            text, html = built.get_payload()
            built.set_payload([text, _with_images(html, self.images)])
        built.policy = built.policy.clone(max_line_length=LONGEST_HEADER)
        return built


class Form:
    """The headers and parts of all messages of a kind, built by Django once."""

    def __init__(self, headers: Mapping[str, str] | None = None, images: tuple[Image, ...] = ()) -> None:
        form = _FormMessage(
            _SUBJECT, _TEXT, envelope_sender(), [_RECIPIENT], headers=_headers() | dict(headers or {})
        )
        form.attach_alternative(_HTML, "text/html")
        form.images = images
        source: bytes = form.message().as_bytes(linesep=CRLF)
        end = source.index(_HTML.encode()) + len(_HTML.encode())
        self.source, self.rest = source[:end], source[end:]
        """What follows the HTML, images above all, is the same for all and holds no placeholder."""

    def filled(self, content: Content) -> bytes:
        """Without what follows the HTML."""
        parts = {_SUBJECT: encoded_words(content.subject), _TEXT: content.text, _HTML: content.html}
        source = self.source
        for name, text in parts.items():
            source = source.replace(name.encode(), text.replace("\n", CRLF).encode())
        return source


class Stencil:
    """One content, for any of its recipients."""

    def __init__(self, content: Content, form: Form) -> None:
        self.subject, self.source, self.rest = content.subject, form.filled(content), form.rest

    def message(
        self, address: str, message_id: str, now: datetime, values: Mapping[str, str] | None = None
    ) -> Message:
        """`values`: of the placeholders in its content."""
        recipient = address if address.isascii() else str(sanitize_address(address, "utf-8"))
        message = Message(self.subject, "", envelope_sender(), [recipient])
        source = self.source
        own = {_RECIPIENT: recipient, _MESSAGE_ID: message_id, _DATE: format_datetime(now), **(values or {})}
        for name, value in own.items():
            source = source.replace(name.encode(), value.encode())
        message.source = source + self.rest
        return message


def envelope_sender() -> str:
    """To which servers report what they cannot deliver, as it goes over the wire."""
    return _wire_form(config.read("MAIL_BOUNCES_TO") or config.read("MAIL_FROM"))


def domain() -> str:
    """Of Message-IDs and list headers: that of the sender's address."""
    return _domain(config.read("MAIL_FROM"))


def encoded_words(subject: str) -> str:
    """RFC 2047: words of at most 75 characters, none of which cuts a letter in two."""
    if subject.isascii():
        return subject
    words = [b""]
    for letter in map(str.encode, subject):
        if len(words[-1]) + len(letter) > ENCODED_WORD_BYTES:
            words.append(b"")
        words[-1] += letter
    return " ".join(header_encode(word, "utf-8") for word in words)


def in_short_lines(html: str) -> str:
    """Lines that are too long are broken where a space stands, which in HTML means the same."""
    return "\n".join(map(_broken, html.split("\n")))


def _broken(line: str) -> str:
    if len(line.encode()) <= LONGEST_LINE:
        return line
    lines: list[str] = [""]
    for word in line.split(" "):
        if len(lines[-1].encode()) + len(word.encode()) > LONGEST_LINE:
            lines.append(word)
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)


@lru_cache(maxsize=4)
def _wire_form(name_and_address: str) -> str:
    address = parseaddr(name_and_address)[1]
    return str(sanitize_address(address, "utf-8")) if address else ""


@lru_cache(maxsize=4)
def _domain(name_and_address: str) -> str:
    return parseaddr(name_and_address)[1].rpartition("@")[2] or "localhost"


def _with_images(html: Any, images: tuple[Image, ...]) -> MIMEMultipart:
    """RFC 2387: the HTML and what it shows."""
    whole = MIMEMultipart("related", type="text/html")
    whole.attach(html)
    for number, image in enumerate(images, 1):
        part = MIMEImage(image.png, "png")
        part["Content-ID"] = f"<{image.cid}>"
        part["Content-Disposition"] = f'inline; filename="plot-{number}.png"'
        whole.attach(part)
    return whole


def _headers() -> dict[str, str]:
    return {
        "Message-ID": _MESSAGE_ID,
        "Date": _DATE,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "From": config.read("MAIL_FROM"),
    }
