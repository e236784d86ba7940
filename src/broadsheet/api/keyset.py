"""Paging by key: the last row of a page says where the next one begins, so that page 1,000 costs what page 1
does, and papers that come in between are neither shown twice nor skipped."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import orjson
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from broadsheet.errors import InputError
from broadsheet.http import addresses
from broadsheet.papers.models import Paper

Row = TypeVar("Row")
LARGEST = 2**63 - 1
MAX_CURSOR_CHARS = 300


def encode(order: str, *values: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([order, *values])).rstrip(b"=").decode()


def decode(cursor: str, order: str, *kinds: type) -> list[Any]:
    """Its values; InputError unless an answer in the same order gave this cursor."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        given = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        name, *values = given
        fits = name == order and len(values) == len(kinds)
        if not fits or not all(_fits(value, kind) for value, kind in zip(values, kinds, strict=True)):
            raise ValueError("another order")
        return list(values)
    except (ValueError, TypeError, UnicodeEncodeError, binascii.Error) as error:
        raise InputError(
            "A cursor is one that an earlier answer to the same question gave",
            cursor,
            "Leave it out to begin.",
        ) from error


def _fits(value: Any, kind: type) -> bool:
    if kind is int:
        return type(value) is int and 0 <= value <= LARGEST
    return type(value) is kind


def moment(text: str, cursor: str) -> datetime:
    """Of a cursor that holds one."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError("no zone")
    except ValueError as error:
        raise InputError("A cursor holds a moment", cursor, "Leave it out to begin.") from error
    return found


def day_of(text: str, cursor: str) -> date | None:
    """Of a cursor that holds one, or the empty text of a paper without."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError("A cursor holds a day", cursor, "Leave it out to begin.") from error


def split(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """A page's rows, and whether more follow, of one row more than the page has."""
    return rows[:limit], len(rows) > limit


def newest(papers: QuerySet[Paper], cursor: str, limit: int) -> tuple[list[Paper], str]:
    """By day, then by when they came; papers without a day last. Returns the cursor of the next page too."""
    rows: list[Paper] = []
    day, last = _place(cursor)
    if day is not None:
        dated = papers.filter(day__lte=day).filter(Q(day__lt=day) | Q(id__lt=last))
        rows += dated.order_by("-day", "-id")[: limit + 1]
    if len(rows) <= limit:
        undated = papers.filter(day__isnull=True, id__lt=last if day is None else LARGEST)
        rows += undated.order_by("-id")[: limit + 1 - len(rows)]
    shown, more = split(rows, limit)
    end = shown[-1] if more else None
    return list(shown), encode("newest", end.day.isoformat() if end.day else "", end.id) if end else ""


def _place(cursor: str) -> tuple[date | None, int]:
    if not cursor:
        return date.max, LARGEST
    text, last = decode(cursor, "newest", str, int)
    return day_of(text, cursor), last


def trending(papers: QuerySet[Paper], cursor: str, limit: int) -> tuple[list[Paper], str]:
    """The highest score first."""
    papers = papers.filter(trending__gt=0)
    if cursor:
        score, last = decode(cursor, "trending", float, int)
        papers = papers.filter(trending__lte=score).filter(Q(trending__lt=score) | Q(id__lt=last))
    shown, more = split(list(papers.order_by("-trending", "-id")[: limit + 1]), limit)
    return list(shown), encode("trending", shown[-1].trending, shown[-1].id) if more else ""


def next_link(request: HttpRequest, **changed: object) -> str:
    """The header `Link` that leads to the next page: this address with other parameters."""
    parameters = request.GET.copy()
    for name, value in changed.items():
        parameters[name] = str(value)
    query = urlencode(list(parameters.lists()), doseq=True)
    return f'<{addresses.base(request)}{quote(request.path)}?{query}>; rel="next"'
