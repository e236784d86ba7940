"""Reports of undelivered mail: from a mailbox file, or told by a mail provider.

A report in a mailbox counts only if it holds the Message-ID of a digest that we sent to the address it names: these
cannot be guessed, so nobody can have a stranger suspended by a forged report.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from flufl.bounce import all_failures

from broadsheet.editions.digests import readers
from broadsheet.editions.digests.models import Mailing, Subscription
from broadsheet.editions.digests.words import ReaderState
from broadsheet.errors import InputError

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
    for message in _messages(path):
        read += 1
        mailing, permanent = _understood(message)
        if mailing is None:
            unmatched += 1
        elif not permanent:
            temporary += 1
        elif mailing.subscription.state == ReaderState.ACTIVE and _is_newer(mailing):
            readers.suspend(mailing.subscription, _reason(message), now)
            suspended += 1
    return Counts(read, suspended, temporary, unmatched)


def told_by_provider(address: str, kind: str, reason: str, now: datetime) -> None:
    """An event of a mail provider's webhook, whose caller was authenticated."""
    try:
        key = readers.address_key(address)
    except InputError:
        return
    reader = Subscription.objects.filter(address_key=key, state=ReaderState.ACTIVE).first()
    if reader is None:
        return
    if kind in ("unsubscribed", "complained"):
        readers.unsubscribe(reader, now)
    else:
        readers.suspend(reader, reason, now)


def _messages(path: Path) -> Iterator[Message]:
    if path.is_dir():
        yield from mailbox.Maildir(path, create=False)
        return
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    if is_mbox:
        yield from mailbox.mbox(path, create=False)
    elif path.stat().st_size <= MOST_BYTES:
        yield message_from_bytes(path.read_bytes(), policy=policy.compat32)


def _understood(message: Message) -> tuple[Mailing | None, bool]:
    """The message it is about, and whether it was refused for good."""
    temporary, permanent = all_failures(message)
    named = {_key(address) for address in (*temporary, *permanent)}
    ids = set(_OUR_IDS.findall(message.as_bytes().decode("ascii", "replace")))
    for mailing in Mailing.objects.filter(message_id__in=ids).select_related("subscription"):
        if mailing.subscription.address_key in named:
            return mailing, mailing.subscription.address_key in {_key(each) for each in permanent}
    return None, False


def _key(address: bytes | str) -> str:
    text = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    try:
        return readers.address_key(text)
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
