"""Set-up of a process: Django, the clock, the number of cores that it may use."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def now() -> datetime:
    return datetime.now(UTC)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
