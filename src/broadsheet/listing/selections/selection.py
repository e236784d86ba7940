"""A selection: the papers of a list, and what the list is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from broadsheet.editions import reading
from broadsheet.editions.reading import Load
from broadsheet.errors import InputError
from broadsheet.papers.models import Paper

FEED_SIZE = 50
LONGEST_LIST = 5_000

Value = TypeVar("Value")


@dataclass(frozen=True)
class Selection:
    title: str
    about: str
    """One sentence."""
    page: str
    """The path of the page that shows it."""
    papers: tuple[Paper, ...]
    """In order, with organisation and primary field loaded if nothing else was asked for."""
    issue: reading.Issue | None = None
    """Of a day's edition."""


def loaded(papers: QuerySet[Paper], size: int, start: int, load: Load) -> tuple[Paper, ...]:
    return tuple(load(papers)[start : start + size])


def read_name(parse: Callable[[str], Value], text: str) -> Value:
    """A day, week or month of an address; Http404 for what is none."""
    try:
        return parse(text)
    except InputError as error:
        raise Http404(str(error)) from error
