"""How many of the matching papers each filter would keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tantivy import Query as Lexical

from broadsheet.search.lexical import LexicalView

MAX_BUCKETS = 200
Counts = dict[str, int]


@dataclass(frozen=True)
class Facets:
    """Each most frequent first, years newest first."""

    years: Counts
    fields: Counts
    sources: Counts
    with_code: int
    total: int


NO_FACETS = Facets({}, {}, {}, 0, 0)
_ASKED: dict[str, Any] = {
    name: {"terms": {"field": name, "size": MAX_BUCKETS}} for name in ("year", "field", "source", "code")
} | {"total": {"value_count": {"field": "id"}}}


def count_facets(view: LexicalView, matching: Lexical) -> Facets:
    answer = view.searcher.aggregate(matching, _ASKED)
    years = {str(int(key)): count for key, count in _buckets(answer, "year")}
    return Facets(
        years=dict(sorted(years.items(), reverse=True)),
        fields={str(key): count for key, count in _buckets(answer, "field")},
        sources={str(key): count for key, count in _buckets(answer, "source")},
        with_code=sum(count for key, count in _buckets(answer, "code") if int(key) == 1),
        total=int(answer["total"]["value"]),
    )


def _buckets(answer: dict[str, Any], name: str) -> list[tuple[Any, int]]:
    return [(bucket["key"], int(bucket["doc_count"])) for bucket in answer[name]["buckets"]]
