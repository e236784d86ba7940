"""Facts of an edition's cover plot: papers by field with their votes, and new verdicts.

They are counted when the edition is frozen, so that the plot stays as it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from broadsheet.editions import cover_layout, new_verdicts
from broadsheet.editions.models import Edition, Place
from broadsheet.papers.field_names import full_name
from broadsheet.plots import Figure

MOST_FIELDS = 8
CHART = "broadsheet.editions.drawings:cover"
Facts = dict[str, Any]
_COLUMNS = ("paper", "paper__primary_field__code", "paper__primary_field__name", "upvotes")


def counted(edition: Edition) -> Facts:
    """Fields with the votes of each of their papers, the field with most papers first; verdicts by their word."""
    places = Place.objects.filter(edition=edition)
    rows = list(places.values_list(*_COLUMNS[1:]))
    verdicts = Counter(each.status for each in new_verdicts.printed(edition))
    return {"papers": len(rows), "fields": _fields(rows), "verdicts": dict(sorted(verdicts.items()))}


def facts(edition: Edition) -> Facts:
    """Facts as they were frozen; those of an edition of an older version are counted now."""
    held: Facts = edition.cover
    return held or counted(edition)


def over(editions: Sequence[Edition]) -> Facts:
    """Facts of several editions together: a paper that more than one printed counts once."""
    if len(editions) == 1:
        return facts(editions[0])
    places = Place.objects.filter(edition__in=editions).order_by("-upvotes")
    rows = {paper: row for paper, *row in reversed(places.values_list(*_COLUMNS))}
    verdicts: Counter[str] = Counter()
    for edition in editions:
        verdicts.update(facts(edition)["verdicts"])
    return {"papers": len(rows), "fields": _fields(rows.values()), "verdicts": dict(sorted(verdicts.items()))}


def figure(of: Facts) -> Figure:
    return Figure(CHART, {**of, "says": says(of)})


def says(of: Facts) -> str:
    """The plot in words."""
    papers, votes = of["papers"], sum(sum(votes) for _, votes in of["fields"])
    fields = ", ".join(f"{name} {len(each)}" for name, each in of["fields"])
    said = [f"{_count(papers, 'paper')} by field: {fields}"]
    if votes:
        said.append(_count(votes, "vote"))
    if of["verdicts"]:
        said.append("new verdicts: " + ", ".join(f"{n} {status}" for status, n in of["verdicts"].items()))
    return "; ".join(said)


def size(of: Facts) -> tuple[int, int]:
    """Width and height of the picture, in pixels of a page."""
    around = 2 * cover_layout.PADDING
    return cover_layout.WIDTH + around, cover_layout.height(of) + around


def _fields(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Group rows of code, name and votes by field."""
    votes: dict[str, list[int]] = defaultdict(list)
    for code, name, upvotes in rows:
        votes[full_name(code, name) if code else "No field"].append(upvotes)
    ranked = sorted(votes.items(), key=lambda each: (-len(each[1]), each[0]))
    shown = ranked if len(ranked) <= MOST_FIELDS else ranked[: MOST_FIELDS - 1]
    rest = ranked[len(shown) :]
    if rest:
        shown.append((f"{len(rest)} other fields", [each for _, more in rest for each in more]))
    return [[name, sorted(each, reverse=True)] for name, each in shown]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
