"""The digest as a kind of mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import connection

from broadsheet import config
from broadsheet.digests import links, planning, sign_ups, subscribers
from broadsheet.digests.composing import Digest
from broadsheet.digests.links import PREFERENCES, UNSUBSCRIBE
from broadsheet.digests.models import Composition, MailKind, Subscriber
from broadsheet.digests.rendering import Renderer
from broadsheet.digests.subscriber_mail import SubscriberMail, record_report, subscriber_id
from broadsheet.mail import message
from broadsheet.mail.kinds import Report
from broadsheet.mail.message import Form, Image, Stencil
from broadsheet.mail.models import Mailing, MailState

LIST_NAME = "Broadsheet daily"
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
        sign_ups.forget_dropped(now)

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
