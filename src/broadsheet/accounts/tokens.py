"""API tokens: make one, look one up by its text, revoke one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from broadsheet.accounts.models import Scope, Token, User
from broadsheet.errors import InputError

PREFIX = "bs_"
MAX_NAME_CHARS = 100
USED_EVERY = timedelta(hours=1)
"""How often a use is written down: not at every request."""


def create(
    name: str,
    scopes: Collection[Scope],
    now: datetime,
    expires: datetime | None = None,
    user: User | None = None,
) -> tuple[Token, str]:
    """The row and the token itself, which cannot be shown again. Without a user it is the administrator's."""
    if not name.strip() or len(name) > MAX_NAME_CHARS:
        raise InputError(f"A token has a name of 1 to {MAX_NAME_CHARS} characters", name)
    if user is not None and Scope.ADMIN in scopes and not user.is_staff:
        raise InputError("A token with the scope admin has an owner who is staff", user.username)
    text = PREFIX + secrets.token_urlsafe(32)
    row = Token(
        user=user,
        name=name.strip(),
        digest=digest(text),
        beginning=text[:8],
        scopes=sorted(scopes),
        created=now,
        expires=expires,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise InputError(
            "A token's name is used once", name, "Revoke that one, or take another name."
        ) from error
    return row, text


def find(text: str, now: datetime) -> Token | None:
    """The valid token of this text; notes its use."""
    if not text.startswith(PREFIX):
        return None
    row = Token.objects.select_related("user").filter(digest=digest(text)).first()
    if row is None or not row.is_valid(now):
        return None
    if row.used is None or now - row.used >= USED_EVERY:
        Token.objects.filter(id=row.id).update(used=now)
    return row


def revoke(name: str, now: datetime, user: User | None = None) -> Token:
    """The token of this name: the user's, or the administrator's."""
    rows = Token.objects.filter(name=name, user=user)
    if not rows.filter(revoked=None).update(revoked=now):
        raise InputError("No valid token has this name", name, "See: broadsheet token list")
    return rows.get()


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def bearer(request: HttpRequest) -> str:
    """What the request says after `Authorization: Bearer`; empty where it says nothing."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""
