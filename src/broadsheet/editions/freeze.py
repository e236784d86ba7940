"""Freeze editions: store their papers, order and verdicts once and for all."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from broadsheet.editions import calendar, contents, cover, new_verdicts
from broadsheet.editions.compose import compose, current_picks
from broadsheet.editions.models import Edition, Place
from broadsheet.errors import InputError
from broadsheet.papers.counts import counts_of
from broadsheet.papers.models import Paper


def freeze(day: date, now: datetime) -> Edition:
    """The frozen edition of this day: frozen now, unless this or another process has done so before."""
    frozen = Edition.objects.filter(day=day).first()
    if frozen is not None:
        return frozen
    if day > calendar.today(now):
        raise InputError("An edition is frozen when its day has come", day.isoformat())
    papers = compose(day)
    if not papers:
        raise InputError(
            "An edition needs papers",
            day.isoformat(),
            "Import or harvest some; weekends and holidays have no edition.",
        )
    try:
        return _freeze(day, now, papers)
    except IntegrityError:
        return Edition.objects.get(day=day)


def freeze_due(now: datetime) -> Edition | None:
    """Freeze the newest edition that is due; None if there is nothing to do.

    The first edition waits for the first edition hour after the first paper came, so that a new instance
    has a day to harvest. Days that went by without a worker stay without an edition; the next one holds
    their papers.
    """
    day = due_day(now)
    first = Paper.objects.order_by("id").first()
    if first is None or first.first_seen > calendar.edition_moment(day):
        return None
    if Edition.objects.filter(day=day).exists():
        return None
    return freeze(day, now) if compose(day) else None


def due_day(now: datetime) -> date:
    """The newest day whose edition hour has passed."""
    day = calendar.last_edition_day(calendar.today(now))
    return day if now >= calendar.edition_moment(day) else calendar.previous_edition_day(day)


def _freeze(day: date, now: datetime, paper_ids: list[int]) -> Edition:
    grouped = contents.grouped(day, paper_ids)  # ahead of the transaction, in which others cannot write
    with transaction.atomic():
        last = Edition.objects.aggregate(number=Max("number"))["number"] or 0
        verdicts = new_verdicts.of_day(day, now)
        edition = Edition.objects.create(day=day, number=last + 1, frozen=now, verdicts=verdicts)
        papers = Paper.objects.in_bulk(paper_ids)
        counts = counts_of(papers.values())
        picks = dict(current_picks(day).values_list("paper", "note"))
        Place.objects.bulk_create(
            Place(
                edition=edition,
                paper=papers[paper_id],
                rank=rank,
                upvotes=counts[paper_id].votes,
                comments=counts[paper_id].comments,
                trending=papers[paper_id].trending,
                picked=paper_id in picks,
                note=picks.get(paper_id, ""),
            )
            for rank, paper_id in enumerate(paper_ids, 1)
        )
        edition.cover = cover.counted(edition)
        status_of = {claim: status for claim, status, _ in verdicts}
        contents.store(edition, contents.composed(grouped, paper_ids, picks, status_of))
        edition.save(update_fields=["cover", "lead", "of_the_day"])
    return edition
