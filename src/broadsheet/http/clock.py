"""The clock of web requests, the one place where they read the time; the Django setting `CLOCK` replaces it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings


def now() -> datetime:
    clock: Callable[[], datetime] | None = getattr(settings, "CLOCK", None)
    return clock() if clock else datetime.now(UTC)
