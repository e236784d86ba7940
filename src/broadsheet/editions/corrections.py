"""Corrections of a frozen edition: changes of its papers since.

An edition keeps its list and order for ever; a later change of a paper is marked with what was printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from broadsheet.editions.models import Edition, EditorsPick, Place
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.models import Version
from broadsheet.papers.record import Status

_SAID = {Status.WITHDRAWN.value: "Withdrawn", Status.DELETED.value: "Deleted at its source"}


@dataclass(frozen=True, slots=True)
class Correction:
    paper: int
    """Id of the paper as printed."""
    says: str
    at: datetime | None
    """When it was taken in, where that is known."""


class _Printed(NamedTuple):
    """A place and its paper now. Read as values: an edition's page asks for it each time that it is made."""

    paper: int
    picked: bool
    status: str
    merged_into: str | None
    """Title of the paper that it is part of now."""


_COLUMNS = ("paper", "picked", "paper__status", "paper__merged_into__title")


def since_printed(edition: Edition) -> dict[int, list[Correction]]:
    """{paper: corrections, the oldest first}, in three queries however long the edition is."""
    places = [_Printed._make(row) for row in Place.objects.filter(edition=edition).values_list(*_COLUMNS)]
    found: dict[int, list[Correction]] = {}
    papers = [place.paper for place in places]
    for correction in [*_texts(edition, papers), *_states(places), *_picks(edition, places)]:
        found.setdefault(correction.paper, []).append(correction)
    return found


def _texts(edition: Edition, papers: Sequence[int]) -> list[Correction]:
    """Changes of title and abstract: the texts of the paper's records at the time of freezing."""
    rows = Version.objects.filter(
        record__paper__in=papers, seen__lte=edition.frozen, superseded__gt=edition.frozen
    )
    corrections = []
    for row in rows.select_related("record__paper").order_by("superseded", "id"):
        paper = row.record.paper
        now = row.record.record
        if row.title != now.title == paper.title:
            said = f"The title was corrected; printed was: {to_unicode(row.title)}"
        elif row.abstract != now.abstract == paper.abstract:
            said = "The abstract was corrected"
        else:
            continue
        corrections.append(Correction(paper.pk, said, row.superseded))
    return corrections


def _states(places: Iterable[_Printed]) -> list[Correction]:
    corrections = []
    for place in places:
        if place.merged_into is not None:
            said = f"Now one paper with: {to_unicode(place.merged_into)}"
            corrections.append(Correction(place.paper, said, None))
        elif place.status in _SAID:
            corrections.append(Correction(place.paper, f"{_SAID[place.status]} since it was printed", None))
    return corrections


def _picks(edition: Edition, places: Iterable[_Printed]) -> list[Correction]:
    """Picks made or withdrawn after the edition was frozen: the order stays."""
    said = {row.paper_id: row for row in EditorsPick.objects.filter(day=edition.day)}
    corrections = []
    for place in places:
        row = said.get(place.paper)
        if row is None:
            continue
        if row.removed is None and not place.picked:
            why = f": {row.note}" if row.note else ""
            corrections.append(
                Correction(place.paper, f"The editor picked it after it was printed{why}", row.at)
            )
        elif row.removed is not None and place.picked:
            corrections.append(Correction(place.paper, "No longer an editor’s pick", row.removed))
    return corrections
