"""Mail to subscribers: what all of it has in common, and the letters that answer someone who typed an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.template.loader import get_template

from broadsheet import config
from broadsheet.digests import links, subscribers
from broadsheet.digests.models import MailKind, Subscriber, SubscriberState
from broadsheet.errors import InputError
from broadsheet.mail.addresses import address_key
from broadsheet.mail.kinds import Kind, Report
from broadsheet.mail.message import Content, Form, Stencil
from broadsheet.mail.models import Mailing

MOST_STRIKES = 3
"""Messages in a row that may be refused for their content before their subscriber is suspended."""


def subscriber_id(mailing: Mailing) -> int:
    return int(mailing.payload["subscriber"])


class SubscriberMail(Kind):
    """Its payload names the subscriber."""

    def refused(self, mailing: Mailing, reason: str, about_recipient: bool, now: datetime) -> None:
        rows = Subscriber.objects.filter(pk=subscriber_id(mailing))
        rows.update(strikes=F("strikes") + 1)
        subscriber = rows.first()
        if subscriber and (about_recipient or subscriber.strikes >= MOST_STRIKES):
            subscribers.suspend(subscriber, reason, now)

    def bounced(self, mailing: Mailing, reason: str, now: datetime) -> bool:
        """Not by a message from before its subscriber came back."""
        subscriber = _active().filter(pk=subscriber_id(mailing)).first()
        if subscriber is None or (mailing.begun or mailing.created) < subscriber.changed:
            return False
        subscribers.suspend(subscriber, reason, now)
        return True


def record_report(address: str, report: Report, reason: str, now: datetime) -> None:
    try:
        key = address_key(address)
    except InputError:
        return
    subscriber = _active().filter(address_key=key).first()
    if subscriber is None:
        return
    if report is Report.UNDELIVERABLE:
        subscribers.suspend(subscriber, reason, now)
    else:
        subscribers.unsubscribe(subscriber, now)


def _active() -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=SubscriberState.ACTIVE)


class Letter(SubscriberMail):
    """To one subscriber, whatever the subscriber's state."""

    subject: ClassVar[str]

    def __init__(self) -> None:
        self._subscribers: dict[int, Subscriber] = {}
        self._form = Form()

    def read(self, mailings: Sequence[Mailing]) -> None:
        self._subscribers = Subscriber.objects.in_bulk([subscriber_id(mailing) for mailing in mailings])

    def message(self, mailing: Mailing, now: datetime) -> EmailMessage | None:
        subscriber = self._subscribers.get(subscriber_id(mailing))
        if subscriber is None:
            return None
        return Stencil(self.content(subscriber), self._form).message(
            mailing.recipient, mailing.message_id, now
        )

    def content(self, subscriber: Subscriber) -> Content:
        context = {"subject": self.subject, **self.parts(subscriber)}
        return Content(
            self.subject,
            get_template("mail/letter.txt").render(context).strip() + "\n",
            get_template("mail/letter.html").render(context),
        )

    def parts(self, subscriber: Subscriber) -> dict[str, object]:
        raise NotImplementedError


class Confirm(Letter):
    slug = MailKind.CONFIRM
    subject = "Confirm that you want Broadsheet's digest"

    def parts(self, subscriber: Subscriber) -> dict[str, object]:
        return {
            "heading": "Do you want the digest?",
            "before": [
                f"Someone, we hope you, asked {_host()} to mail its digest of research papers to this address. "
                "Nothing is sent until you confirm it."
            ],
            "action": "Yes, send me the digest",
            "url": links.confirmation_url(subscriber),
            "after": [
                "The link works for seven days. If it was not you, do nothing: "
                "without your word this address is forgotten."
            ],
        }


class Known(Letter):
    slug = MailKind.KNOWN
    subject = "You already get Broadsheet's digest"

    def parts(self, subscriber: Subscriber) -> dict[str, object]:
        return {
            "heading": "You already get the digest",
            "before": [
                f"Someone, perhaps you, asked {_host()} once more to mail its digest to this address. "
                "You get it already, so nothing was changed."
            ],
            "action": "Choose what it holds and when it comes",
            "url": links.preferences_url(subscriber),
            "after": ["If it was not you, do nothing. The same link lets you unsubscribe."],
        }


def _host() -> str:
    return config.public_url().partition("://")[2]
