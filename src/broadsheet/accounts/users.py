"""What an administrator does with users: add one, change one, reset a password."""

from __future__ import annotations

import secrets
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from broadsheet.accounts.models import User
from broadsheet.errors import InputError

PASSWORD_BYTES = 15
SEE_LIST = "See: broadsheet user list"


class Role(StrEnum):
    READER = "reader"
    """No access to the admin."""
    STAFF = "staff"
    """The admin, as far as a superuser gives permissions there."""
    SUPERUSER = "superuser"
    """The admin, with all permissions."""


def add(username: str, role: Role = Role.READER, email: str = "", name: str = "") -> tuple[User, str]:
    """The user, and a password made for them, which cannot be shown again.

    The address counts as confirmed: the administrator answers for it.
    """
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User(username=User.normalize_username(username), name=name, email=email.strip().lower())
    user.set_password(password)
    _set_role(user, role)
    _require_valid(user)
    try:
        with transaction.atomic():
            user.save()
            _confirm_address(user)
    except IntegrityError as error:
        raise InputError(
            "A user name and an address belong to one user", f"{user.username} {email}".strip(), SEE_LIST
        ) from error
    return user, password


def get(username: str) -> User:
    try:
        return User.objects.get_by_natural_key(username)
    except User.DoesNotExist as error:
        raise InputError("No user has this name", username, SEE_LIST) from error


def change(username: str, role: Role | None = None, is_active: bool | None = None) -> User:
    """Whoever is made inactive is logged out, and their tokens are refused."""
    user = get(username)
    if role is not None:
        _set_role(user, role)
    if is_active is not None:
        user.is_active = is_active
    user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    return user


def reset_password(username: str) -> str:
    """The new password, which cannot be shown again. It ends the user's sessions."""
    user, password = get(username), secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def role_of(user: User) -> Role:
    return Role.SUPERUSER if user.is_superuser else Role.STAFF if user.is_staff else Role.READER


def _set_role(user: User, role: Role) -> None:
    user.is_staff = role != Role.READER
    user.is_superuser = role == Role.SUPERUSER


def _require_valid(user: User) -> None:
    try:
        if user.email:
            validate_email(user.email)
        user.clean_fields()
    except ValidationError as error:
        raise InputError(
            error.messages[0].rstrip("."),
            f"{user.username} {user.email}".strip(),
            "Nobody was added: try another.",
        ) from error


def _confirm_address(user: User) -> None:
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
