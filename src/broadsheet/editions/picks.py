"""The editor's picks: papers that come first in the edition of a day.

A frozen edition keeps its picks; a later pick shows as a correction."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from broadsheet.editions import calendar
from broadsheet.editions.compose import CAP, current_picks
from broadsheet.editions.models import Edition, EditorsPick, Place
from broadsheet.errors import InputError
from broadsheet.papers.models import Counter, Paper
from broadsheet.papers.record import Status

REVISION = "picks"
"""Counter that advances when picks change: caches use it to know when an answer is out of date."""
MOST = CAP // 5
"""Most picks of one edition."""
MOST_NOTE = 200


def next_day(now: datetime) -> date:
    """The first day whose edition is still to be frozen."""
    day = calendar.printing_day(calendar.today(now))
    while Edition.objects.filter(day=day).exists():
        day = calendar.next_edition_day(day)
    return day


def pick(paper: Paper, day: date, note: str, now: datetime) -> EditorsPick:
    """Picking again changes the note. InputError for what the edition of this day cannot print."""
    note = " ".join(note.split())
    _check(paper, day, note)
    with transaction.atomic():
        Counter.advance(REVISION)
        held = EditorsPick.objects.filter(day=day, paper=paper).first()
        at = held.at if held and held.removed is None else now
        row, _ = EditorsPick.objects.update_or_create(
            day=day, paper=paper, defaults={"note": note, "at": at, "removed": None}
        )
    return row


def remove(paper: Paper, day: date, now: datetime) -> None:
    with transaction.atomic():
        Counter.advance(REVISION)
        if not current_picks(day).filter(paper=paper).update(removed=now):
            raise InputError("Only what is picked can be taken back", f"{paper.public_id} on {day}")


def _check(paper: Paper, day: date, note: str) -> None:
    if not calendar.appears_on(day):
        raise InputError(
            "There is no edition on this day",
            day.isoformat(),
            f"The next is of {calendar.printing_day(day)}.",
        )
    if len(note) > MOST_NOTE:
        raise InputError(f"A note has at most {MOST_NOTE} characters", note)
    if paper.status != Status.ACTIVE.value or paper.merged_into_id is not None:
        raise InputError("What is withdrawn or deleted is not printed", paper.public_id)
    others = current_picks(day).exclude(paper=paper)
    if others.count() >= MOST:
        raise InputError(f"An edition has at most {MOST} picks", day.isoformat(), "Take one back: --remove.")
    frozen = Edition.objects.filter(day=day).first()
    if frozen and not Place.objects.filter(edition=frozen, paper=paper).exists():
        raise InputError(
            "A frozen edition takes in nothing new",
            f"{paper.public_id} on {day}",
            f"Pick it for {calendar.next_edition_day(day)}.",
        )
