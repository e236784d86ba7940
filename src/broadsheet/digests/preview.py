"""What a subscriber's next digest would be, without sending or keeping anything."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import NamedTuple

from broadsheet.digests import issue as issues
from broadsheet.digests import links, planning, subscribers
from broadsheet.digests.digest_mail import digest_form
from broadsheet.digests.issue import Issue
from broadsheet.digests.models import Frequency, Subscriber
from broadsheet.digests.rendering import Renderer
from broadsheet.errors import InputError
from broadsheet.mail.message import Content, Stencil

ANYONE = "reader@example.org"


class Preview(NamedTuple):
    subject: str
    text: str
    html: str
    """With its images inside, so that it can be looked at by itself."""
    html_bytes: int
    """As it goes out."""
    source: str
    """The message as it would go out."""


def preview(address: str, now: datetime) -> Preview:
    """For an address that signed up; for none, a subscriber without wishes."""
    edition = issues.newest(now)
    if edition is None:
        raise InputError(
            "A digest is made of an edition", None, "Wait for the edition hour; `broadsheet up` freezes it."
        )
    subscriber = subscribers.find(address) if address else Subscriber(pk=0, address=ANYONE)
    weekly = subscriber.frequency == Frequency.WEEKLY
    before = subscriber.last_day if subscriber.last_day != edition.day else None
    issue = Issue(edition, issues.since(edition, before, weekly))
    ((digest, _),) = planning.compose_all(issue, [subscriber])
    content = Renderer().render(digest, issue)
    urls = links.own_urls(subscriber)
    stencil = Stencil(content, digest_form(content.images))
    message = stencil.message(subscriber.address, planning.message_id(subscriber, edition), now, urls)
    own = content.filled(urls)
    source = message.source.replace(b"\r\n", b"\n").decode()
    return Preview(own.subject, own.text, _with_images_inside(own), len(own.html.encode()), source)


def _with_images_inside(content: Content) -> str:
    html = content.html
    for image in content.images:
        html = html.replace(f"cid:{image.cid}", f"data:image/png;base64,{b64encode(image.png).decode()}")
    return html
