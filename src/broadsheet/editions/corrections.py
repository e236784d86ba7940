"""What changed in an edition's papers after it was frozen. An edition keeps its list and order for ever; what its
papers say may be corrected later, and is then marked with what was printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from broadsheet.editions.models import Edition, EditorsPick, Place
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.models import Paper, Version
from broadsheet.papers.record import Status

_SAID = {Status.WITHDRAWN.value: "Withdrawn", Status.DELETED.value: "Deleted at its source"}


@dataclass(frozen=True, slots=True)
class Correction:
    paper: int
    """Its number as printed."""
    says: str
    at: datetime | None
    """When it was taken in, where that is known."""


def since_printed(edition: Edition) -> dict[int, list[Correction]]:
    """{paper: corrections, the oldest first}, in three queries however long the edition is."""
    places = Place.objects.filter(edition=edition).select_related("paper__merged_into")
    papers = {place.paper_id: place.paper for place in places}
    found: dict[int, list[Correction]] = {}
    for correction in [*_texts(edition, list(papers)), *_states(papers), *_picks(edition, places)]:
        found.setdefault(correction.paper, []).append(correction)
    return found


def _texts(edition: Edition, papers: Sequence[int]) -> list[Correction]:
    """Of the records whose words the paper has, what was in print when the edition was frozen."""
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


def _states(papers: dict[int, Paper]) -> list[Correction]:
    corrections = []
    for number, paper in papers.items():
        if paper.merged_into is not None:
            said = f"Now one paper with: {paper.merged_into.title_text}"
            corrections.append(Correction(number, said, None))
        elif paper.status in _SAID:
            corrections.append(Correction(number, f"{_SAID[paper.status]} since it was printed", None))
    return corrections


def _picks(edition: Edition, places: Iterable[Place]) -> list[Correction]:
    """What the editor said after it was printed: the order stays."""
    said = {row.paper_id: row for row in EditorsPick.objects.filter(day=edition.day)}
    corrections = []
    for place in places:
        row = said.get(place.paper_id)
        if row is None:
            continue
        if row.removed is None and not place.picked:
            why = f": {row.note}" if row.note else ""
            corrections.append(
                Correction(place.paper_id, f"The editor picked it after it was printed{why}", row.at)
            )
        elif row.removed is not None and place.picked:
            corrections.append(Correction(place.paper_id, "No longer an editor’s pick", row.removed))
    return corrections
