from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from broadsheet.mail.kinds import Kind


class DigestsConfig(AppConfig):
    name = "broadsheet.digests"
    label = "digests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.mail import kinds

        kinds.register(_kinds)


def _kinds() -> Iterable[type[Kind]]:
    from broadsheet.digests.digest_mail import DigestMail
    from broadsheet.digests.letters import Confirm, Known

    return DigestMail, Confirm, Known
