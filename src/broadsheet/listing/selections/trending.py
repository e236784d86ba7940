"""What trends, in all fields or in one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.selections.fields import field_of
from broadsheet.listing.selections.selection import FEED_SIZE, Selection, loaded
from broadsheet.papers.models import Field, Paper
from broadsheet.ranking.trending import WINDOW


def trending(code: str = "", size: int = FEED_SIZE, start: int = 0, load: Load = with_names) -> Selection:
    field = field_of(code) if code else None
    where = f" in {field.name or code}" if field else ""
    query = f"?{urlencode({'field': code})}" if field else ""
    return Selection(
        f"Trending{where}",
        f"What is read and discussed now{where}",
        reverse("trending") + query,
        loaded(trending_papers(field), size, start, load),
    )


def trending_papers(field: Field | None = None) -> QuerySet[Paper]:
    """The highest score first. Of one field only the papers of the last months are sorted, not all it ever had."""
    papers = Paper.unmerged.filter(trending__gt=0).order_by("-trending", "-id")
    if field is None:
        return papers
    newest = papers.values_list("day", flat=True).first()
    recent = {"day__gt": newest - 2 * WINDOW} if newest else {}
    return papers.filter(primary_field=field, **recent)
