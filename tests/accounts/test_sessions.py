from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from broadsheet.accounts import sessions
from broadsheet.accounts.models import User

NOW = datetime.now(UTC)


@pytest.mark.django_db
def test_expired_sessions_alone_are_deleted() -> None:
    for name in ("ada", "grace"):
        Client().force_login(
            User.objects.create_user(name), backend="django.contrib.auth.backends.ModelBackend"
        )
    expired = Session.objects.first()
    assert expired is not None
    Session.objects.filter(pk=expired.pk).update(expire_date=NOW - timedelta(seconds=1))
    assert sessions.delete_expired(NOW) == 1
    assert not Session.objects.filter(pk=expired.pk).exists()
