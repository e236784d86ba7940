"""The digest as a kind of mail, and what a subscriber's next one would be."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.mail import EmailMessage
from django.db import connection

from broadsheet import config
from broadsheet.digests import issue as issues
from broadsheet.digests import links, planning, subscribers
from broadsheet.digests.composing import Digest
from broadsheet.digests.issue import Issue
from broadsheet.digests.letters import SubscriberMail, record_report, subscriber_id
from broadsheet.digests.links import PREFERENCES, UNSUBSCRIBE
from broadsheet.digests.models import Composition, Frequency, MailKind, Subscriber
from broadsheet.digests.rendering import Renderer
from broadsheet.errors import InputError
from broadsheet.mail import message
from broadsheet.mail.kinds import Report
from broadsheet.mail.message import Content, Form, Image, Stencil
from broadsheet.mail.models import Mailing, MailState

LIST_NAME = "Broadsheet daily"
ANYONE = "reader@example.org"
MAX_FORMS, MAX_STENCILS = 50, 500
KEEP_COMPOSITIONS = timedelta(days=30)
_IS_ACTIVE = "SELECT 1 FROM digests_subscriber WHERE id = %s AND state = 'active'"


class DigestMail(SubscriberMail):
    slug = MailKind.DIGEST

    def __init__(self) -> None:
        self._renderer = Renderer()
        self._subscribers: dict[int, Subscriber] = {}
        self._compositions: dict[int, Composition] = {}
        self._forms: dict[tuple[Image, ...], Form] = {}
        """One for each set of images: digests of an edition nearly all have the same."""
        self._stencils: dict[int, Stencil] = {}

    def read(self, mailings: Sequence[Mailing]) -> None:
        self._subscribers = Subscriber.objects.in_bulk([subscriber_id(each) for each in mailings])
        numbers = {number for each in mailings if (number := each.payload["composition"])}
        self._compositions = Composition.objects.select_related("edition").in_bulk(numbers)
        composed = [Digest.from_json(each.content) for each in self._compositions.values()]
        self._renderer.read({paper for digest in composed for paper in digest.papers})

    def message(self, mailing: Mailing, now: datetime) -> EmailMessage | None:
        subscriber = self._subscribers.get(subscriber_id(mailing))
        composition = self._compositions.get(mailing.payload["composition"])
        if subscriber is None or composition is None:
            return None
        stencil = self._stencil(composition)
        return stencil.message(mailing.recipient, mailing.message_id, now, links.own_urls(subscriber))

    def is_wanted(self, mailing: Mailing) -> bool:
        """In SQL, because building this query for each message costs more than to run it."""
        with connection.cursor() as cursor:
            cursor.execute(_IS_ACTIVE, [subscriber_id(mailing)])
            return cursor.fetchone() is not None

    def accepted(self, mailing: Mailing) -> None:
        subscriber = self._subscribers[subscriber_id(mailing)]
        if subscriber.strikes:
            Subscriber.objects.filter(pk=subscriber.pk).update(strikes=0)

    def reported(self, address: str, report: Report, reason: str, now: datetime) -> None:
        record_report(address, report, reason, now)

    def plan(self, now: datetime) -> Iterator[int]:
        return planning.steps(now)

    def is_due(self, now: datetime) -> bool:
        return planning.is_due(now)

    def tidy(self, now: datetime) -> None:
        """Forget what was composed long ago, letters that were not written, and addresses never confirmed or left."""
        waiting = Mailing.objects.filter(
            kind=self.slug, state__in=[MailState.DUE, MailState.SENDING, MailState.DOUBTFUL]
        )
        needed = {payload["composition"] for payload in waiting.values_list("payload", flat=True)}
        old = Composition.objects.filter(edition__frozen__lt=now - KEEP_COMPOSITIONS)
        old.filter(pk__in=set(old.values_list("pk", flat=True)) - needed).delete()
        subscribers.forget_gone(now)
        subscribers.forget_dropped(now)

    def _stencil(self, composition: Composition) -> Stencil:
        stencil = self._stencils.get(composition.pk)
        if stencil is None:
            content = self._renderer.content(composition)
            stencil = Stencil(content, self._form(content.images))
            if len(self._stencils) >= MAX_STENCILS:
                self._stencils.clear()
            self._stencils[composition.pk] = stencil
        return stencil

    def _form(self, images: tuple[Image, ...]) -> Form:
        if images not in self._forms:
            if len(self._forms) >= MAX_FORMS:
                self._forms.clear()
            self._forms[images] = digest_form(images)
        return self._forms[images]


def digest_form(images: tuple[Image, ...]) -> Form:
    """RFC 2369, 2919, 3834 and 8058: a list's mail, sent by a machine, left by one click."""
    headers = {
        "List-Id": f"{LIST_NAME} <daily.broadsheet.{message.domain()}>",
        "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{config.public_url()}/>",
        "List-Help": f"<{PREFERENCES}>",
        "Precedence": "bulk",
    }
    return Form(headers, images)


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
