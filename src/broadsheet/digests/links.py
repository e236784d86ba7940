"""Addresses in mail: absolute, signed where they open something of the reader's, never tracked."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr
from functools import cache, lru_cache

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from broadsheet import config
from broadsheet.digests.models import Subscription

CONFIRM_WITHIN = timedelta(days=7)
_ANY = "any-token"
_PREFERENCES, _CONFIRMATION = "broadsheet.digest.preferences", "broadsheet.digest.confirmation"


def base() -> str:
    return config.public_url()


def preferences_token(reader: Subscription) -> str:
    return Signer(salt=_PREFERENCES).sign(_name(reader))


def confirmation_token(reader: Subscription) -> str:
    return TimestampSigner(salt=_CONFIRMATION).sign(_name(reader))


def reader_by_preferences(token: str) -> Subscription | None:
    try:
        return _named(Signer(salt=_PREFERENCES).unsign(token))
    except BadSignature:
        return None


def reader_by_confirmation(token: str) -> Subscription | None:
    """None also for a link that is too old."""
    try:
        return _named(TimestampSigner(salt=_CONFIRMATION).unsign(token, max_age=CONFIRM_WITHIN))
    except BadSignature:
        return None


def preferences_url(reader: Subscription) -> str:
    return own_urls(reader)[0]


def unsubscribe_url(reader: Subscription) -> str:
    return own_urls(reader)[1]


def own_urls(reader: Subscription) -> tuple[str, str]:
    """Of the preferences and for unsubscribing, which one token opens."""
    token, home = preferences_token(reader), base()
    return home + _path("digest-preferences", token), home + _path("digest-unsubscribe", token)


def confirmation_url(reader: Subscription) -> str:
    return base() + _path("digest-confirm", confirmation_token(reader))


def mail_domain() -> str:
    """The domain of Message-IDs and list headers: that of the sender's address."""
    return _domain(config.read("MAIL_FROM"))


@lru_cache(maxsize=4)
def _domain(name_and_address: str) -> str:
    return parseaddr(name_and_address)[1].rpartition("@")[2] or "localhost"


def _path(name: str, token: str) -> str:
    """Every message has some of these, and nothing in a token needs quoting."""
    return _path_of_any(name).replace(_ANY, token)


@cache
def _path_of_any(name: str) -> str:
    return reverse(name, args=[_ANY])


def _name(reader: Subscription) -> str:
    return f"{reader.pk}-{reader.links_epoch}"


def _named(name: str) -> Subscription | None:
    number, _, epoch = name.partition("-")
    return Subscription.objects.filter(pk=int(number), links_epoch=int(epoch)).first()
