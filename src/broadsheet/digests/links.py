"""Addresses in mail: absolute, signed where they open something of the subscriber's, never tracked."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from broadsheet import config
from broadsheet.digests.models import Subscriber
from broadsheet.mail.message import placeholder

PREFERENCES, UNSUBSCRIBE = (f"https://{placeholder(name)}" for name in ("preferences", "unsubscribe"))
"""Where the subscriber's own addresses go in what many subscribers share."""
CONFIRM_WITHIN = timedelta(days=7)
_ANY = "any-token"
_PREFERENCES, _CONFIRMATION = "broadsheet.digest.preferences", "broadsheet.digest.confirmation"


def base() -> str:
    return config.public_url()


def preferences_token(subscriber: Subscriber) -> str:
    return Signer(salt=_PREFERENCES).sign(_name(subscriber))


def confirmation_token(subscriber: Subscriber) -> str:
    return TimestampSigner(salt=_CONFIRMATION).sign(_name(subscriber))


def subscriber_by_preferences(token: str) -> Subscriber | None:
    try:
        return _named(Signer(salt=_PREFERENCES).unsign(token))
    except BadSignature:
        return None


def subscriber_by_confirmation(token: str) -> Subscriber | None:
    """None also for a link that is too old."""
    try:
        return _named(TimestampSigner(salt=_CONFIRMATION).unsign(token, max_age=CONFIRM_WITHIN))
    except BadSignature:
        return None


def preferences_url(subscriber: Subscriber) -> str:
    return own_urls(subscriber)[PREFERENCES]


def unsubscribe_url(subscriber: Subscriber) -> str:
    return own_urls(subscriber)[UNSUBSCRIBE]


def own_urls(subscriber: Subscriber) -> dict[str, str]:
    """{placeholder: address}, of the preferences and for unsubscribing, which one token opens."""
    token, home = preferences_token(subscriber), base()
    return {
        PREFERENCES: home + _path("digest-preferences", token),
        UNSUBSCRIBE: home + _path("digest-unsubscribe", token),
    }


def confirmation_url(subscriber: Subscriber) -> str:
    return base() + _path("digest-confirm", confirmation_token(subscriber))


def _path(name: str, token: str) -> str:
    """Every message has some of these, and nothing in a token needs quoting."""
    return _path_of_any(name).replace(_ANY, token)


@cache
def _path_of_any(name: str) -> str:
    return reverse(name, args=[_ANY])


def _name(subscriber: Subscriber) -> str:
    return f"{subscriber.pk}-{subscriber.links_epoch}"


def _named(name: str) -> Subscriber | None:
    number, _, epoch = name.partition("-")
    return Subscriber.objects.filter(pk=int(number), links_epoch=int(epoch)).first()
