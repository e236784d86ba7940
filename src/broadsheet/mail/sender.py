"""Sending: rows of the outbox handed to the mail server, one after the other over one connection."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import zip_longest

from django.core.mail import EmailMessage

from broadsheet.digests.composing import Digest
from broadsheet.digests.letters import letter
from broadsheet.digests.models import Composition, Mailing
from broadsheet.digests.rendering import Renderer
from broadsheet.errors import BroadsheetError, SetupError, TemporaryError
from broadsheet.mail import delivery, outbox
from broadsheet.mail.ahead import Ahead
from broadsheet.mail.delivery import Answer, Outcome
from broadsheet.mail.message import Form, Forms, Stencil
from broadsheet.mail.smtp import Backend, nothing

TRIES_AT_ONCE = 2
"""Of a message whose connection was lost before the server took it."""
LOST_IN_A_ROW = 2
"""Messages lost so one after the other, after which the server counts as out of reach."""
REFUSED_IN_A_ROW = 20
"""Refusals one after the other, after which it is us whom the server refuses, not the readers."""

KEPT_STENCILS = 500

Clock = Callable[[], datetime]


class Sender:
    """One connection and what was rendered so far. Not for several threads."""

    def __init__(
        self,
        backend: Backend,
        clock: Clock,
        rng: random.Random | None = None,
        flush: Callable[[], None] = nothing,
    ) -> None:
        """`flush`: brings claims to the disk."""
        self.backend, self.clock, self.rng, self.flush = backend, clock, rng or random.Random(), flush
        self.renderer = Renderer()
        self.forms, self.letter_form = Forms(), Form(is_list=False)
        self._stencils: dict[int, Stencil] = {}
        self._ahead = Ahead(self._message)
        self._refused_in_a_row = self._lost_in_a_row = 0

    def send(
        self, ids: Sequence[int], ended: Counter[str], stopping: Callable[[], bool] = lambda: False
    ) -> None:
        """Hand these rows over, counting how they ended. What could not be begun stays due.

        TemporaryError if the server cannot be reached, SetupError if it takes nothing from us.
        """
        rows = Mailing.objects.select_related("subscription", "composition__edition").in_bulk(list(ids))
        self.renderer.read(_papers_of(rows.values()))
        turn = [rows[number] for number in ids if number in rows]
        claimed = False
        for mailing, following in zip_longest(turn, turn[1:]):
            if not claimed and stopping():
                break
            answer = self._hand_over(mailing, following, claimed)
            claimed = False
            if answer:
                claimed = self._record(mailing, answer, None if stopping() else following)
                ended[answer.outcome.value] += 1
                self._watch(answer)

    def close(self) -> None:
        self.backend.close()

    def _hand_over(self, mailing: Mailing, following: Mailing | None, claimed: bool) -> Answer | None:
        """None if it is no longer ours to send. A lost connection is replaced once."""
        message = self._ahead.take(mailing)
        if message is None:
            return None
        if not claimed:
            delivery.connect(self.backend)
            if not outbox.claim(mailing, self.clock()):
                return None
        self.backend.meanwhile = partial(self._meanwhile, following)
        answer = self._deliver(mailing, message)
        for _ in range(TRIES_AT_ONCE - 1):
            if not answer.lost:
                break
            self._connect_again(mailing)
            answer = self._deliver(mailing, message)
        return answer

    def _deliver(self, mailing: Mailing, message: EmailMessage) -> Answer:
        try:
            return delivery.deliver(self.backend, message)
        except BroadsheetError as error:
            outbox.give_back(mailing, str(error))
            raise

    def _meanwhile(self, following: Mailing | None) -> None:
        self.flush()
        if following and not self._ahead.holds(following):
            self._ahead.prepare(following)

    def _connect_again(self, mailing: Mailing) -> None:
        try:
            delivery.connect(self.backend)
        except BroadsheetError as error:
            outbox.give_back(mailing, str(error))
            raise

    def _record(self, mailing: Mailing, answer: Answer, following: Mailing | None) -> bool:
        """Whether the next one is claimed already, which is done if it can be handed over at once."""
        now = self.clock()
        if answer.outcome is Outcome.TAKEN:
            if following and self.backend.is_open and self._ahead.holds(following):
                return outbox.record_taken_and_claim(mailing, answer.said, following, now)
            outbox.record_taken(mailing, answer.said, now)
        elif answer.outcome is Outcome.LATER:
            outbox.record_later(mailing, answer.said, now, self.rng)
        elif answer.outcome is Outcome.NEVER:
            outbox.record_never(mailing, answer.said, answer.about_reader, now)
        else:
            outbox.record_doubtful(mailing, answer.said)
        return False

    def _watch(self, answer: Answer) -> None:
        self._refused_in_a_row = self._refused_in_a_row + 1 if answer.outcome is Outcome.NEVER else 0
        self._lost_in_a_row = self._lost_in_a_row + 1 if answer.lost else 0
        if self._lost_in_a_row >= LOST_IN_A_ROW:
            raise TemporaryError("The mail server drops every connection", answer.said)
        if self._refused_in_a_row >= REFUSED_IN_A_ROW:
            raise SetupError(
                f"The mail server refused {REFUSED_IN_A_ROW} messages in a row: it may be refusing us",
                answer.said,
                "Ask its operator; then bring readers back with `broadsheet digest resume`.",
            )

    def _message(self, mailing: Mailing) -> EmailMessage | None:
        reader = mailing.subscription
        if mailing.letter:
            stencil = Stencil(letter(mailing.letter, reader), self.letter_form)
        elif mailing.composition is not None:
            stencil = self._stencil(mailing.composition)
        else:
            return None
        return stencil.for_reader(reader, mailing.message_id, self.clock(), self.backend)

    def _stencil(self, composition: Composition) -> Stencil:
        found = self._stencils.get(composition.pk)
        if found is None:
            content = self.renderer.content(composition)
            found = Stencil(content, self.forms.of(content.images))
            if len(self._stencils) >= KEPT_STENCILS:
                self._stencils.clear()
            self._stencils[composition.pk] = found
        return found


def _papers_of(mailings: Iterable[Mailing]) -> set[int]:
    compositions = [mailing.composition for mailing in mailings if mailing.composition]
    return {paper for each in compositions for paper in Digest.from_json(each.content).papers}
