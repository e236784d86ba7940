"""A claim is on the disk before the mail server has the whole message, so that a power cut sends none twice.

PostgreSQL sees to that with each transaction. SQLite would too (PRAGMA synchronous=FULL), but it holds its only lock
while it waits for the disk, and other senders with it. So its log of writes is flushed from here, while the server
reads the text: https://sqlite.org/wal.html. What a checkpoint took out of the log is on the disk already.
"""

from __future__ import annotations

import os

from django.db import connection

from broadsheet.errors import TemporaryError

_flush = getattr(os, "fdatasync", os.fsync)


def flush() -> None:
    """TemporaryError if the disk does not take it."""
    if connection.vendor != "sqlite":
        return
    try:
        log = os.open(f"{connection.settings_dict['NAME']}-wal", os.O_RDONLY)
        try:
            _flush(log)
        finally:
            os.close(log)
    except OSError as error:
        raise TemporaryError("The disk does not keep what is written", str(error)) from error
