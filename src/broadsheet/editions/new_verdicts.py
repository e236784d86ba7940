"""Verdicts that are new between two moments, and those that an edition printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from broadsheet.claims import ledger
from broadsheet.claims.models import REACHED, Claim
from broadsheet.editions import calendar
from broadsheet.editions.models import Edition

_REACHED = [status.value for status in REACHED]


@dataclass(frozen=True, slots=True)
class NewVerdict:
    paper: int
    status: str
    """supported, contradicted or inconclusive"""
    sentence: str
    """The claim."""
    claim: str
    """Id of the claim in the ledger."""


@dataclass(frozen=True, slots=True)
class PrintedVerdict:
    """A verdict as an edition printed it, with its status today."""

    claim: str
    status: str
    sentence: str
    now: str
    """Its status today; empty if the ledger has dropped the claim."""
    replied: bool = False
    """Authors of the paper have replied."""

    @property
    def correction(self) -> str:
        """The correction if the verdict has changed since; empty while it is the same."""
        return "" if self.now == self.status else f"now {self.now or 'no longer in the ledger'}"


def between(since: datetime, until: datetime) -> list[NewVerdict]:
    """Verdicts that this instance learned of after `since`, up to `until`, the oldest first."""
    claims = _claims_between(since, until)
    papers = ledger.papers_of([claim.ledger_id for claim in claims])
    return [
        NewVerdict(papers[claim.ledger_id].pk, claim.verdict, claim.sentence, claim.ledger_id)
        for claim in claims
        if claim.ledger_id in papers
    ]


def of_day(day: date, until: datetime) -> list[list[Any]]:
    """Verdicts for the edition of this day, as they are stored: claim, status and sentence of each."""
    before = Edition.objects.filter(day__lt=day).order_by("-day").first()
    since = before.frozen if before else calendar.edition_moment(calendar.previous_edition_day(day))
    return [[claim.ledger_id, claim.verdict, claim.sentence] for claim in _claims_between(since, until)]


def printed(edition: Edition) -> list[PrintedVerdict]:
    """Verdicts as they were frozen; those of an edition of an older version as far as they can be determined now."""
    kept = edition.verdicts
    return _with_today(of_day(edition.day, edition.frozen) if kept is None else kept)


def in_the_making(day: date) -> list[PrintedVerdict]:
    """Verdicts that the edition of this day would print if it were frozen now."""
    return _with_today(of_day(day, calendar.edition_moment(calendar.next_edition_day(day))))


def latest(most: int) -> list[PrintedVerdict]:
    """The newest verdicts of all, the newest first."""
    found = Claim.objects.filter(verdict__in=_REACHED).order_by("-verdict_since", "ledger_id")[:most]
    return [
        PrintedVerdict(row.ledger_id, row.verdict, row.sentence, row.verdict, bool(row.reply_count))
        for row in found
    ]


def _with_today(rows: Sequence[Sequence[Any]]) -> list[PrintedVerdict]:
    if not rows:
        return []
    today = Claim.objects.filter(ledger_id__in=[claim for claim, _, _ in rows]).in_bulk(
        field_name="ledger_id"
    )
    return [
        PrintedVerdict(
            claim, status, sentence, today[claim].status.value, replied=bool(today[claim].reply_count)
        )
        if claim in today
        else PrintedVerdict(claim, status, sentence, now="")
        for claim, status, sentence in rows
    ]


def _claims_between(since: datetime, until: datetime) -> list[Claim]:
    found = Claim.objects.filter(verdict__in=_REACHED, verdict_since__gt=since, verdict_since__lte=until)
    return list(found.order_by("verdict_since", "ledger_id"))
