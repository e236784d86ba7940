"""Sending: rows of the outbox handed to the mail server, one after the other over one connection."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction

from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail import kinds, outbox, smtp
from broadsheet.mail.kinds import Kind
from broadsheet.mail.models import Mailing
from broadsheet.mail.smtp import Answer, Backend, Outcome

TRIES_AT_ONCE = 2
"""Of a message whose connection was lost before the server accepted it."""
LOST_IN_A_ROW = 2
"""Messages lost so one after the other, after which the server counts as out of reach."""
REFUSED_IN_A_ROW = 20
"""Refusals one after the other, after which it is us whom the server refuses, not the recipients."""

Clock = Callable[[], datetime]


class Sender:
    """One connection and what was rendered so far. Not for several threads."""

    def __init__(self, backend: Backend, clock: Clock, rng: random.Random | None = None) -> None:
        self.backend, self.clock, self.rng = backend, clock, rng or random.Random()
        self._kinds: dict[str, Kind] = {}
        self._refused_in_a_row = self._lost_in_a_row = 0

    def send(
        self, ids: Sequence[int], outcomes: Counter[str], stopping: Callable[[], bool] = lambda: False
    ) -> None:
        """Hand these rows over, counting the outcomes. What could not be begun stays due.

        TemporaryError if the server cannot be reached, SetupError if it accepts nothing from us.
        """
        rows = Mailing.objects.in_bulk(list(ids))
        self._read(rows)
        for mailing in (rows[number] for number in ids if number in rows):
            if stopping():
                break
            kind = self._kind(mailing.kind)
            answer = self._hand_over(mailing, kind)
            if answer:
                self._record(mailing, kind, answer)
                outcomes[answer.outcome.value] += 1
                self._check_that_it_accepts(answer)

    def close(self) -> None:
        self.backend.close()

    def _kind(self, slug: str) -> Kind:
        if slug not in self._kinds:
            self._kinds[slug] = kinds.new(slug)
        return self._kinds[slug]

    def _read(self, rows: dict[int, Mailing]) -> None:
        by_kind: dict[str, list[Mailing]] = defaultdict(list)
        for mailing in rows.values():
            by_kind[mailing.kind].append(mailing)
        for slug in by_kind.keys() & kinds.slugs():
            self._kind(slug).read(by_kind[slug])

    def _hand_over(self, mailing: Mailing, kind: Kind) -> Answer | None:
        """None if it is not to be sent by us. A lost connection is replaced once."""
        message = kind.message(mailing, self.clock())
        if message is None:
            outbox.drop(Mailing.objects.filter(pk=mailing.pk), self.clock())
            return None
        smtp.connect(self.backend)
        if not self._claim(mailing, kind):
            return None
        try:
            return self._deliver(message)
        except BroadsheetError as error:
            outbox.release(mailing, str(error))
            raise

    def _claim(self, mailing: Mailing, kind: Kind) -> bool:
        with transaction.atomic():
            if not outbox.claim(mailing, self.clock()):
                return False
            if kind.is_wanted(mailing):
                return True
            outbox.drop_claimed(mailing, self.clock())
            return False

    def _deliver(self, message: EmailMessage) -> Answer:
        answer = smtp.deliver(self.backend, message)
        for _ in range(TRIES_AT_ONCE - 1):
            if not answer.lost:
                break
            smtp.connect(self.backend)
            answer = smtp.deliver(self.backend, message)
        return answer

    def _record(self, mailing: Mailing, kind: Kind, answer: Answer) -> None:
        now = self.clock()
        if answer.outcome is Outcome.ACCEPTED:
            outbox.record_sent(mailing, answer.text, now)
            kind.accepted(mailing)
        elif answer.outcome is Outcome.DEFERRED:
            outbox.record_deferred(mailing, answer.text, now, self.rng)
        elif answer.outcome is Outcome.REFUSED:
            with transaction.atomic():
                outbox.record_failed(mailing, answer.text, now)
                kind.refused(mailing, answer.text, answer.about_recipient, now)
        else:
            outbox.record_doubtful(mailing, answer.text)

    def _check_that_it_accepts(self, answer: Answer) -> None:
        self._refused_in_a_row = self._refused_in_a_row + 1 if answer.outcome is Outcome.REFUSED else 0
        self._lost_in_a_row = self._lost_in_a_row + 1 if answer.lost else 0
        if self._lost_in_a_row >= LOST_IN_A_ROW:
            raise TemporaryError("The mail server drops every connection", answer.text)
        if self._refused_in_a_row >= REFUSED_IN_A_ROW:
            raise SetupError(
                f"The mail server refused {REFUSED_IN_A_ROW} messages in a row: it may be refusing us",
                answer.text,
                "Ask its operator; then bring readers back with `broadsheet digest resume`.",
            )
