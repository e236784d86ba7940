"""Reports of undelivered mail: from a mailbox file, or from a mail provider.

A report in a mailbox counts only if it holds the Message-ID of a message that we sent to the address it names: these
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

from broadsheet.errors import InputError
from broadsheet.mail import kinds
from broadsheet.mail.addresses import address_key
from broadsheet.mail.kinds import Report
from broadsheet.mail.models import Mailing

_OUR_IDS = re.compile(r"<[a-z]+-[0-9]+\.[0-9a-f]{32}@[^<>\s]{1,255}>")
MOST_BYTES = 5_000_000


class Counts(NamedTuple):
    read: int
    suspended: int
    temporary: int
    unmatched: int


def read_reports(path: Path, now: datetime) -> Counts:
    """From an mbox, a Maildir or the file of one message. Reading it again changes nothing more."""
    read = suspended = temporary = unmatched = 0
    for source in _sources(path):
        read += 1
        message = message_from_bytes(source)
        mailing, is_permanent = _match(source, message)
        if mailing is None:
            unmatched += 1
        elif not is_permanent:
            temporary += 1
        elif kinds.new(mailing.kind).bounced(mailing, _reason(message), now):
            suspended += 1
    return Counts(read, suspended, temporary, unmatched)


def record_provider_report(address: str, report: Report, reason: str, now: datetime) -> None:
    """An event of a mail provider's webhook, whose caller was authenticated."""
    for kind in kinds.all_kinds():
        kind.reported(address, report, reason, now)


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


def _match(source: bytes, message: Message) -> tuple[Mailing | None, bool]:
    """The message it is about, and whether it was refused for good."""
    ids = set(_OUR_IDS.findall(source.decode("ascii", "replace")))
    temporary, permanent = _failures(message) if ids else (set[str](), set[str]())
    for mailing in Mailing.objects.filter(message_id__in=ids):
        recipient = _key(mailing.recipient)
        if recipient in temporary | permanent:
            return mailing, recipient in permanent
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
        return address_key(text)
    except InputError:
        return ""


def _reason(message: Message) -> str:
    for part in message.walk():
        if status := part.get("Diagnostic-Code") or part.get("Status"):
            return f"Bounced: {' '.join(str(status).split())}"
    return "Bounced"
