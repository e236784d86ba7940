"""Makes TL;DRs by the language model that the settings name: the newest papers first, one request at a time, within a
budget of requests a day that outlives restarts.

What a request gave is stored at once, so that a worker that is killed loses one request at most. An answer that cannot
be used is asked for again on another day, three times in all; an endpoint that fails is left alone for longer each
time, or for as long as it asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from broadsheet import config
from broadsheet.errors import SetupError
from broadsheet.papers.models import Counter, Paper
from broadsheet.papers.record import Status
from broadsheet.search.embedding.endpoint_http import Endpoint, Service
from broadsheet.search.embedding.model import (
    FAILURES,
    EmbeddingModel,
    ModelRefusesError,
    ModelUnavailableError,
    unit_rows,
)
from broadsheet.search.embedding.registry import chosen_model
from broadsheet.summaries import tldr
from broadsheet.summaries.models import RequestDay, Tldr
from broadsheet.summaries.tldr import UnusableAnswerError

logger = logging.getLogger("broadsheet.summaries")

REVISION = "tldr"
"""Counter that advances with each TL;DR: stored answers follow it."""
SERVICE = Service(
    "language model",
    "/chat/completions",
    "Write BROADSHEET_TLDR_URL=https://host/v1, the key in BROADSHEET_TLDR_KEY.",
    "Check BROADSHEET_TLDR_URL, BROADSHEET_TLDR_MODEL and BROADSHEET_TLDR_KEY.",
    most_bytes=2**20,
)
LEAST_CHARS = 300
"""A shorter abstract is read as fast as its TL;DR."""
MOST_ATTEMPTS = 3
NEXT_ATTEMPT = timedelta(days=1)
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 3600.0
Clock = Callable[[], datetime]


def is_on() -> bool:
    return bool(config.read("TLDR_URL"))


@dataclass
class Maker:
    """One for the life of a worker: it remembers how often the endpoint failed in a row."""

    clock: Clock
    failures: int = 0
    not_before: datetime | None = None

    def turn(self, stopping: Callable[[], bool], is_over: Callable[[], bool]) -> bool:
        """Make TL;DRs until the turn is over; returns whether more is left that can be made now."""
        asked = endpoint()
        drop_outdated()
        while not stopping():
            if is_over():
                return True
            if self.not_before and self.clock() < self.not_before:
                return False
            paper = pending(self.clock()).first()
            if paper is None or not spend(self.clock()):
                return False
            self._make(paper, asked)
        return False

    def _make(self, paper: Paper, asked: Endpoint) -> None:
        try:
            make(paper, asked, self.clock())
        except (ModelUnavailableError, ModelRefusesError, UnusableAnswerError) as error:
            self.failures += 1
            wait_s = self._wait_s(error)
            self.not_before = self.clock() + timedelta(seconds=wait_s)
            logger.warning(
                "%s: no TL;DR. None is asked for in the next %.0f s: %s", paper.public_id, wait_s, error
            )
        else:
            self.failures, self.not_before = 0, None

    def _wait_s(self, error: Exception) -> float:
        if isinstance(error, ModelUnavailableError) and error.retry_after_s is not None:
            return error.retry_after_s
        if isinstance(error, ModelRefusesError):
            return LONGEST_WAIT_S
        return min(FIRST_WAIT_S * 2.0 ** min(self.failures - 1, 10), LONGEST_WAIT_S)


def make(paper: Paper, asked: Endpoint, now: datetime) -> Tldr:
    """Ask for one paper's TL;DR and store what of it is supported: nothing, perhaps."""
    model = config.read("TLDR_MODEL")
    body = asked.post(tldr.request(model, paper.title_text, paper.abstract), config.read("TLDR_TIMEOUT_S"))
    try:
        text = tldr.answer_text(body)
    except UnusableAnswerError:
        _store(paper, model, [], now, again=True)
        raise
    return _store(paper, model, tldr.supported(text, paper.abstract, cosines), now)


def _store(
    paper: Paper, model: str, made: list[tldr.MadeSentence], now: datetime, *, again: bool = False
) -> Tldr:
    former = Tldr.objects.filter(paper=paper).first()
    attempts = former.attempts + 1 if former else 1
    again_at = now + NEXT_ATTEMPT if again and attempts < MOST_ATTEMPTS else None
    with transaction.atomic():
        Counter.advance(REVISION)
        row, _ = Tldr.objects.update_or_create(
            paper=paper,
            defaults={
                "digest": digest(paper.abstract),
                "model": model,
                "sentences": made,
                "attempts": attempts,
                "at": now,
                "again_at": again_at,
            },
        )
    return row


def pending(now: datetime) -> QuerySet[Paper]:
    """Papers that wait for a TL;DR, those of the newest day first: with an abstract, without a sentence of their
    source's."""
    settled = Tldr.objects.filter(paper=OuterRef("pk")).filter(Q(again_at=None) | Q(again_at__gt=now))
    lacking = Paper.unmerged.filter(summary="", status=Status.ACTIVE.value)
    long_enough = lacking.annotate(chars=Length("abstract")).filter(chars__gte=LEAST_CHARS)
    return long_enough.filter(~Exists(settled)).order_by(F("day").desc(nulls_last=True), "-pk")


def spend(now: datetime) -> bool:
    """Count one request of today; False where the day's budget is spent."""
    most = config.read("TLDR_PER_DAY")
    day, _ = RequestDay.objects.get_or_create(day=now.date())
    RequestDay.objects.filter(day__lt=now.date() - timedelta(days=30)).delete()
    return bool(RequestDay.objects.filter(pk=day.pk, requests__lt=most).update(requests=F("requests") + 1))


def drop_outdated() -> int:
    """Delete the TL;DRs of abstracts that changed; reads only papers that changed after the last call."""
    newest, seen = Counter.read("revision"), Counter.read(f"{REVISION} seen")
    if seen == newest:
        return 0
    since = seen if seen < newest else 0  # the database may have been restored to an older state
    rows = Tldr.objects.filter(paper__revision__gt=since).values_list("pk", "digest", "paper__abstract")
    outdated = [pk for pk, made_of, abstract in rows.iterator() if bytes(made_of) != digest(abstract)]
    for at in range(0, len(outdated), 500):
        Tldr.objects.filter(pk__in=outdated[at : at + 500]).delete()
    Counter.objects.update_or_create(name=f"{REVISION} seen", defaults={"value": newest})
    return len(outdated)


def digest(abstract: str) -> bytes:
    return blake2b(abstract.encode(), digest_size=16).digest()


def endpoint() -> Endpoint:
    address, model = config.read("TLDR_URL"), config.read("TLDR_MODEL")
    if not model:
        raise SetupError(
            "A language model's endpoint is named with its model", address, "Set BROADSHEET_TLDR_MODEL."
        )
    return _endpoint(address, config.read("TLDR_KEY"))


@cache
def _endpoint(address: str, key: str) -> Endpoint:
    return Endpoint(SERVICE, address, key)


def cosines(made: Sequence[str], sources: Sequence[str]) -> list[list[float]] | None:
    """By the embedding model of search; None where it is off or cannot answer: words then decide alone."""
    try:
        model = chosen_model()
        return _cosines(model, made, sources) if model else None
    except FAILURES as error:
        logger.warning("TL;DRs are compared by words alone: %s", error)
        return None


def _cosines(model: EmbeddingModel, made: Sequence[str], sources: Sequence[str]) -> list[list[float]]:
    vectors = unit_rows(model.embed_texts([*made, *sources]))
    near: list[list[float]] = (vectors[: len(made)] @ vectors[len(made) :].T).tolist()
    return near
