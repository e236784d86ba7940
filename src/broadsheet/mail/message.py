"""Messages as they go out: headers that mail programs and servers understand, text and HTML.

Readers whose digest says the same share a stencil: the message is built and encoded once, with placeholders where
the reader's own address, links and Message-ID go.
"""

from __future__ import annotations

from datetime import datetime
from email.base64mime import header_encode
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.utils.crypto import salted_hmac

from broadsheet import config
from broadsheet.digests import links
from broadsheet.digests.models import Subscription
from broadsheet.digests.pictures import Image
from broadsheet.editions.models import Edition
from broadsheet.mail.content import DATE, IDENTITY, PREFERENCES, RECIPIENT, UNSUBSCRIBE, Content
from broadsheet.mail.smtp import InFinalBytes

LIST_NAME = "Broadsheet daily"
LONGEST_HEADER = 990
ENCODED_WORD_BYTES = 45
KEPT_FORMS = 50
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
    """A message in its final bytes, as Django's SMTP backend asks for it."""

    def __init__(self, source: bytes) -> None:
        self.source = source

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self.source if linesep == CRLF else self.source.replace(b"\r\n", linesep.encode())


class Message(InFinalBytes):
    """Any other backend of Django takes it too."""

    def message(self, **options: Any) -> Any:
        return Built(self.source)


class _Form(EmailMultiAlternatives):
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

    def __init__(self, *, is_list: bool, images: tuple[Image, ...] = ()) -> None:
        headers = _headers() | (_list_headers() if is_list else {})
        form = _Form(_SUBJECT, _TEXT, envelope_sender(), [RECIPIENT], headers=headers)
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
        for placeholder, text in parts.items():
            source = source.replace(placeholder.encode(), text.replace("\n", CRLF).encode())
        return source


class Stencil:
    """One digest or letter, for any of its readers."""

    def __init__(self, content: Content, form: Form) -> None:
        self.subject, self.source, self.rest = content.subject, form.filled(content), form.rest

    def for_reader(
        self, reader: Subscription, identity: str, now: datetime, connection: BaseEmailBackend | None = None
    ) -> Message:
        address = reader.address
        recipient = address if address.isascii() else sanitize_address(address, "utf-8")
        message = Message(self.subject, "", envelope_sender(), [recipient], connection=connection)
        message.source = self.source
        own = own_links(reader) | {RECIPIENT: recipient, IDENTITY: identity, DATE: format_datetime(now)}
        for placeholder, value in own.items():
            message.source = message.source.replace(placeholder.encode(), value.encode())
        message.source += self.rest
        return message


class Forms:
    """One for each set of images: readers of an edition nearly all have the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[Image, ...], Form] = {}

    def of(self, images: tuple[Image, ...]) -> Form:
        if images not in self._made:
            if len(self._made) >= KEPT_FORMS:
                self._made.clear()
            self._made[images] = Form(is_list=True, images=images)
        return self._made[images]


def own_links(reader: Subscription) -> dict[str, str]:
    preferences, unsubscribe = links.own_urls(reader)
    return {PREFERENCES: preferences, UNSUBSCRIBE: unsubscribe}


def with_own_links(content: Content, reader: Subscription) -> Content:
    text, html = content.text, content.html
    for placeholder, url in own_links(reader).items():
        text, html = text.replace(placeholder, url), html.replace(placeholder, url)
    return content._replace(text=text, html=html)


def envelope_sender() -> str:
    """To which servers report what they cannot deliver, as it goes over the wire."""
    return _on_the_wire(config.read("MAIL_BOUNCES_TO") or config.read("MAIL_FROM"))


@lru_cache(maxsize=4)
def _on_the_wire(name_and_address: str) -> str:
    address = parseaddr(name_and_address)[1]
    return str(sanitize_address(address, "utf-8")) if address else ""


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
