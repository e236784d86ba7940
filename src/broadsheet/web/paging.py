"""Pages of long lists: bounded, and never counted row by row for each request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import Http404, HttpRequest

Row = TypeVar("Row")
DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    number: int
    first: int
    """The number of the first row, from 1."""
    more: bool
    total: int | None = None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.more else None


def page_number(request: HttpRequest, size: int) -> int:
    """From the address, 1 by default; a page that cannot be is not found."""
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= max(DEEPEST // size, 1):
        raise Http404(f"Pages of this list are numbered 1 to {DEEPEST // size} (received: {text[:40]})")
    return int(text)


def page_of(rows: Sequence[Row], number: int, size: int, total: int | None = None) -> Page[Row]:
    """From the rows that begin this page: one more than `size` says that another page follows."""
    return Page(rows[:size], number, (number - 1) * size + 1, len(rows) > size, total)
