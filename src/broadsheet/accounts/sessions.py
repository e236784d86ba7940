"""Sessions of log-ins: the framework ignores expired ones, but deletes none."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def delete_expired(now: datetime) -> int:
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
