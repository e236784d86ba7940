"""Votes of readers: one a reader and paper, whoever asks at the same time, each counted once in the tally."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F

from broadsheet.accounts.models import User
from broadsheet.community import tally
from broadsheet.community.models import Tally, Vote
from broadsheet.errors import InputError
from broadsheet.papers.models import Paper

_INSERT = """
    INSERT INTO community_vote (user_id, paper_id, at) VALUES (%s, %s, %s) ON CONFLICT (user_id, paper_id) DO NOTHING
"""
_DELETE = "DELETE FROM community_vote WHERE user_id = %s AND paper_id = %s"
"""Guarded: the row counts of these statements say which of two requests changed something."""


def vote(user: User, paper: Paper, now: datetime) -> bool:
    """Whether it is a new vote; a second one of the same reader changes nothing."""
    _require_active(user)
    _require_not_merged(paper)
    with transaction.atomic():
        is_new = _changes(_INSERT, [user.pk, paper.pk, connection.ops.adapt_datetimefield_value(now)])
        if is_new:
            _add(paper.pk, 1)
    return is_new


def unvote(user: User, paper: Paper) -> bool:
    """Whether there was a vote to take back."""
    with transaction.atomic():
        is_gone = _changes(_DELETE, [user.pk, paper.pk])
        if is_gone:
            _add(paper.pk, -1)
    return is_gone


def voted_among(user: User, papers: Collection[int]) -> set[int]:
    """Those of the papers for which the reader voted."""
    return set(Vote.objects.filter(user=user, paper__in=papers).values_list("paper", flat=True))


def count_again(papers: Collection[int]) -> None:
    """Make the tally of these papers say what their votes say; must run inside a transaction."""
    for paper in sorted(papers):
        Tally.objects.bulk_create([Tally(paper_id=paper)], ignore_conflicts=True)
    # Locked before counting, so that the count sees the votes of whoever held the row.
    locked = Tally.objects.select_for_update().filter(paper__in=papers).order_by("paper")
    rows = {row.paper_id: row for row in locked}
    votes = Vote.objects.filter(paper__in=papers).values_list("paper").annotate(Count("id"))
    counted = dict(votes)
    for paper, row in rows.items():
        row.votes = counted.get(paper, 0)
    Tally.objects.bulk_update(rows.values(), ["votes"])
    tally.advance_version()


def count_again_after_merge(papers: Collection[int], **_: Any) -> None:
    """A receiver of `papers.signals.references_moved`."""
    if Tally.objects.filter(paper__in=papers).exists():
        count_again(papers)


def withdraw_votes_of_deleted_user(instance: User, **_: Any) -> None:
    """A receiver of the framework's `pre_delete`, which is sent within the transaction of the deletion."""
    papers = list(Vote.objects.filter(user=instance).values_list("paper", flat=True))
    if papers:
        Vote.objects.filter(user=instance).delete()
        count_again(papers)


def _changes(statement: str, parameters: Sequence[int | str | None]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return bool(cursor.rowcount == 1)


def _add(paper: int, votes: int) -> None:
    if not Tally.objects.filter(paper=paper).update(votes=F("votes") + votes):
        Tally.objects.bulk_create([Tally(paper_id=paper)], ignore_conflicts=True)
        Tally.objects.filter(paper=paper).update(votes=F("votes") + votes)
    tally.advance_version()


def _require_active(user: User) -> None:
    if not user.is_active:
        raise InputError("An inactive user cannot vote", user.username)


def _require_not_merged(paper: Paper) -> None:
    if paper.merged_into_id is not None:
        raise InputError(
            "A vote is for a paper that is not merged into another", paper.public_id, "Vote for that one."
        )
