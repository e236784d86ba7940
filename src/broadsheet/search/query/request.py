"""The request of a search: one value, whether it comes from an address, a saved search or the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from broadsheet.search.query.filters import Condition


class Mode(StrEnum):
    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"
    """The newest first."""
    VOTES = "votes"
    """The most first."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    text: str = ""
    """In the query language."""
    filters: tuple[Condition, ...] = ()
    """Beside those in the text. Without any word or example the filters alone answer, newest first."""
    like: tuple[str, ...] = ()
    """Ids of papers that results are to resemble, as a person would write them."""
    unlike: tuple[str, ...] = ()
    """Ids of papers that results are to differ from."""
    sort: Sort = Sort.RELEVANCE
    mode: Mode = Mode.HYBRID
    prior: bool | None = None
    """Whether the prior is added to the scores of new papers and those with votes; None: as the settings say."""
    has_operators: bool = True
    """False: nothing in the text is an operator."""
    limit: int = 20
    offset: int = 0
    facets: bool = True
    total: bool = True
    """Without `facets` and `total` nothing is counted."""
    highlights: bool = True

    def __str__(self) -> str:
        """In the query language."""
        return " ".join(filter(None, (self.text, *map(str, self.conditions))))

    @property
    def is_blank(self) -> bool:
        """It asks for no paper in particular."""
        return not (self.text or self.filters or self.like)

    @property
    def examples(self) -> tuple[str, ...]:
        return (*self.like, *self.unlike)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The filters as the engine applies them. A year is given as days, so that it narrows a `year:` of the text,
        where two years would be alternatives."""
        return tuple(each for condition in self.filters for each in _as_days(condition))

    def hits_only(self) -> SearchRequest:
        """Without counts and highlights."""
        return replace(self, facets=False, total=False, highlights=False)


def _as_days(condition: Condition) -> Iterator[Condition]:
    if condition.name != "year":
        yield condition
        return
    yield Condition("after", condition.value)
    yield Condition("before", str(int(condition.value) + 1))
