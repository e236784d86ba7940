"""Reports of undelivered mail: from a mailbox file, or told by a mail provider.

A report in a mailbox counts only if it holds the Message-ID of a digest that we sent to the address it names: these
cannot be guessed, so nobody can have a stranger suspended by a forged report.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from flufl.bounce import all_failures

from broadsheet.digests import subscribers
from broadsheet.digests.choices import ReaderState
from broadsheet.digests.models import Mailing, Subscription
from broadsheet.errors import InputError
from broadsheet.mail import addresses

_OUR_IDS = re.compile(r"<[a-z]+-[0-9]+\.[0-9a-f]{32}@[^<>\s]{1,255}>")
MOST_BYTES = 5_000_000


class Counts(NamedTuple):
    read: int
    suspended: int
    temporary: int
    unmatched: int


def take_in(path: Path, now: datetime) -> Counts:
    """From an mbox, a Maildir or the file of one message. Reading it again changes nothing more."""
    read = suspended = temporary = unmatched = 0
    for source in _sources(path):
        read += 1
        message = message_from_bytes(source)
        mailing, permanent = _understood(source, message)
        if mailing is None:
            unmatched += 1
        elif not permanent:
            temporary += 1
        elif mailing.subscription.state == ReaderState.ACTIVE and _is_newer(mailing):
            subscribers.suspend(mailing.subscription, _reason(message), now)
            suspended += 1
    return Counts(read, suspended, temporary, unmatched)


def told_by_provider(address: str, kind: str, reason: str, now: datetime) -> None:
    """An event of a mail provider's webhook, whose caller was authenticated."""
    try:
        key = addresses.address_key(address)
    except InputError:
        return
    reader = Subscription.objects.filter(address_key=key, state=ReaderState.ACTIVE).first()
    if reader is None:
        return
    if kind in ("unsubscribed", "complained"):
        subscribers.unsubscribe(reader, now)
    else:
        subscribers.suspend(reader, reason, now)


def _sources(path: Path) -> Iterator[bytes]:
    if path.is_dir() and not (path / "cur").is_dir():
        raise InputError("A folder of mail is a Maildir, with folders cur and new", str(path))
    if path.is_file() and not _is_mbox(path):
        yield path.read_bytes()[:MOST_BYTES]
        return
    box = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    for key in box.iterkeys():
        yield box.get_bytes(key)[:MOST_BYTES]


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _understood(source: bytes, message: Message) -> tuple[Mailing | None, bool]:
    """The message it is about, and whether it was refused for good."""
    ids = set(_OUR_IDS.findall(source.decode("ascii", "replace")))
    temporary, permanent = _failures(message) if ids else (set[str](), set[str]())
    for mailing in Mailing.objects.filter(message_id__in=ids).select_related("subscription"):
        if mailing.subscription.address_key in temporary | permanent:
            return mailing, mailing.subscription.address_key in permanent
    return None, False


def _failures(message: Message) -> tuple[set[str], set[str]]:
    """Addresses that failed for now, and for good."""
    try:
        temporary, permanent = all_failures(message)
    except (LookupError, ValueError, TypeError, AttributeError):
        return set(), set()  # its detectors trip over malformed messages
    return {_key(address) for address in temporary}, {_key(address) for address in permanent}


def _key(address: bytes | str) -> str:
    text = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    try:
        return addresses.address_key(text)
    except InputError:
        return ""


def _is_newer(mailing: Mailing) -> bool:
    """Not about a message from before its reader came back."""
    return (mailing.begun or mailing.created) >= mailing.subscription.changed


def _reason(message: Message) -> str:
    for part in message.walk():
        if said := part.get("Diagnostic-Code") or part.get("Status"):
            return f"Bounced: {' '.join(str(said).split())}"
    return "Bounced"
