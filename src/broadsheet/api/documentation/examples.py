"""Values with which a call has an answer on this instance: examples that a reader can send as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from broadsheet.api.documentation.document import Operation, Parameter
from broadsheet.claims.models import Claim, Run
from broadsheet.editions import calendar
from broadsheet.editions.models import Edition
from broadsheet.http.clock import now
from broadsheet.papers.models import Field, Paper, PaperList

FEW = "3"
"""As many papers as an example lists."""
Values = Mapping[str, str]


def values_of(operation: Operation) -> dict[str, str]:
    """{parameter: example}, of every parameter in the path and of those that make the answer short or telling."""
    return {
        each.name: value
        for each in operation.parameters
        if (make := _MAKERS.get(each.name)) and (each.in_path or each.name in _TELLING) and (value := make())
    }


def address_of(operation: Operation, values: Values) -> str:
    """Path and query; parameters without a value are left out."""
    path, query = operation.path, []
    for each in operation.parameters:
        value = values.get(each.name, "")
        if each.in_path:
            path = path.replace(f"{{{each.name}}}", quote(value, safe=":/"))
        elif value:
            query += [(each.name, one) for one in _pieces(each, value)]
    return f"{path}?{urlencode(query)}" if query else path


def _pieces(parameter: Parameter, value: str) -> list[str]:
    """What is given again is written with spaces between."""
    return value.split() if parameter.type.repeats else [value]


def _newest_paper() -> Paper | None:
    """With a day, for whoever has none does not trend."""
    papers = Paper.objects.filter(merged_into=None)
    return papers.filter(day__isnull=False).order_by("-day", "-id").first() or papers.first()


def _paper_id() -> str:
    paper = _newest_paper()
    return paper.public_id if paper else ""


def _word() -> str:
    """A word that a search finds: the longest of a title."""
    paper = _newest_paper()
    words = [word for word in (paper.title_text.split() if paper else ()) if word.isalpha()]
    return max(words, key=len, default="")


def _day() -> str:
    latest = Edition.objects.order_by("-day").values_list("day", flat=True).first()
    return (latest or calendar.today(now())).isoformat()


def _week() -> str:
    return calendar.week_of(calendar.today(now()))


def _list() -> str:
    return PaperList.objects.order_by("slug").values_list("slug", flat=True).first() or ""


def _field() -> str:
    return Field.objects.filter(code__startswith="cs.").order_by("code").values_list(
        "code", flat=True
    ).first() or (Field.objects.order_by("code").values_list("code", flat=True).first() or "")


def _claim() -> str:
    tested = Claim.objects.filter(run__isnull=False).order_by("ledger_id")
    named = tested.first() or Claim.objects.order_by("ledger_id").first()
    return named.ledger_id if named else ""


def _run() -> str:
    counted = (
        Claim.objects.filter(run__isnull=False).order_by("ledger_id").values_list("run_id", flat=True).first()
    )
    return str(counted or Run.objects.order_by("id").values_list("id", flat=True).first() or "")


_MAKERS: dict[str, Callable[[], str]] = {
    "limit": lambda: FEW,
    "q": _word,
    "paper_id": _paper_id,
    "day": _day,
    "date": _day,
    "week": _week,
    "month": lambda: _day()[:7],
    "slug": _list,
    "code": _field,
    "ledger_id": _claim,
    "run_id": _run,
}
_TELLING = frozenset(("limit", "q", "date"))
"""Of the query: the others only narrow."""
