"""What all mail to subscribers has in common: refusals and bounces suspend its recipient."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from broadsheet.digests import subscribers
from broadsheet.digests.models import Subscriber, SubscriberState
from broadsheet.errors import InputError
from broadsheet.mail.addresses import address_key
from broadsheet.mail.kinds import Kind, Report
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
