"""The next message, made while the mail server reads the one before it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.mail import EmailMessage

from broadsheet.digests.models import Mailing

Make = Callable[[Mailing], EmailMessage | None]


class Ahead:
    """Holds one message at most."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._of: int | None = None
        self._made: EmailMessage | None = None

    def prepare(self, mailing: Mailing) -> None:
        """Raises nothing, because another message is being handed over: what goes wrong here goes wrong again when
        this one's turn comes."""
        self._of, self._made = mailing.pk, None
        try:
            self._made = self._make(mailing)
        except Exception:  # noqa: BLE001 as the docstring says
            self._of = None

    def holds(self, mailing: Mailing) -> bool:
        return self._of == mailing.pk and self._made is not None

    def take(self, mailing: Mailing) -> EmailMessage | None:
        """As it was prepared, or made now. None if there is nothing to send."""
        made = self._made if self.holds(mailing) else self._make(mailing)
        self._of = self._made = None
        return made
