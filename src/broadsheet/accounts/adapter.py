"""What django-allauth asks this instance: who may sign up, which user names are valid, whether mail can be sent."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from broadsheet import config
from broadsheet.accounts.models.user import USERNAME

logger = logging.getLogger("broadsheet.accounts")

USERNAME_VALIDATORS = [USERNAME]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the administrator: there is no page for signing up yet."""
        return False

    def get_from_email(self) -> str:
        sender: str = config.read("MAIL_FROM")
        return sender

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if not config.read("MAIL_HOST"):
            logger.warning("No mail is sent (%s): BROADSHEET_MAIL_HOST is not set", template_prefix)
            return
        super().send_mail(template_prefix, email, context)
