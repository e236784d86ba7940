"""The user model: AUTH_USER_MODEL, to which other parts refer by the framework's setting."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

MAX_USERNAME_CHARS = 40
USERNAME_RULE = "A user name has letters a to z, digits, `.`, `_` and `-`, and begins with a letter or digit"
USERNAME = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z", f"{USERNAME_RULE}.")
"""ASCII, since user names stand in addresses; stored in lower case."""


class Users(UserManager["User"]):
    use_in_migrations = False

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=User.normalize_username(username or ""))


class User(AbstractUser):
    """A person with an account: a reader, or a member of staff.

    `email` repeats the primary address of django-allauth's table of addresses, where confirmation and uniqueness are
    decided.
    """

    username = models.CharField(
        "user name", max_length=MAX_USERNAME_CHARS, unique=True, validators=[USERNAME]
    )
    name = models.CharField("name", max_length=100, blank=True)
    """As shown beside what the user writes; empty: the user name."""
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    objects: ClassVar[Users] = Users()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(Lower("username"), name="one_user_a_name_in_any_case"),)

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return super().normalize_username(username).strip().lower()

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
