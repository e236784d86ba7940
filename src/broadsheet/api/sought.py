"""A search as the address of its page asks for it: words, and the filters chosen beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from broadsheet.search.query.filters import Condition, is_year, understood

PARAMETERS = ("q", "field", "source", "year", "code", "claim")
EXAMPLES = ("like", "unlike")
"""Papers that results are to resemble, or not; each may be given several times."""
MAX_EXAMPLES, MAX_ID_CHARS = 12, 100


@dataclass(frozen=True, slots=True)
class Sought:
    text: str
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        return " ".join(filter(None, (self.text, *map(str, self.conditions))))


def sought(given: Mapping[str, str]) -> Sought:
    """As the page does it, what cannot be is left out."""
    named = {name: given.get(name, "").replace("\0", "").strip() for name in PARAMETERS}
    year = named["year"] if is_year(named["year"]) else ""
    conditions = [
        Condition("field", named["field"]),
        Condition("source", named["source"]),
        Condition("after", year),
        Condition("before", str(int(year) + 1) if year else ""),
        Condition("has", "code" if named["code"] else ""),
        Condition("claim", named["claim"].lower()),
    ]
    return Sought(named["q"], tuple(each for each in conditions if understood(each.name, each.value)))


def examples(given: QueryDict, name: str) -> tuple[str, ...]:
    """What papers are called there, each once, the latest if there are too many."""
    papers = [paper.replace("\0", "").strip()[:MAX_ID_CHARS] for paper in given.getlist(name)]
    return tuple(dict.fromkeys(paper for paper in papers if paper))[-MAX_EXAMPLES:]
