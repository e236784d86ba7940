"""Rejected records of a source: one row for each broken rule, with a count and the first examples."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.harvest.format import Rejected
from broadsheet.papers.intake import Example, RejectRow

MOST_EXAMPLES = 20
"""Examples in one row; further ones are only counted."""
LOCATOR_CHARS = 500
EXCERPT_CHARS = 500


class Tally:
    """A file of 400,000 broken entries has a few rows, whichever batches they come in."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._rows: dict[str, RejectRow] = {}

    def add(self, rejected: Iterable[Rejected]) -> list[RejectRow]:
        """The rows that these begin or belong to, each with its count so far."""
        changed = dict.fromkeys([self._add(each) for each in rejected])
        return [self._rows[kind] for kind in changed]

    def _add(self, rejected: Rejected) -> str:
        kind = rejected.rule or rejected.reason
        example = Example(rejected.locator[:LOCATOR_CHARS], rejected.reason, rejected.excerpt[:EXCERPT_CHARS])
        row = self._rows.get(kind)
        if row is None:
            self._rows[kind] = RejectRow(self._source, *example, kind, examples=(example,))
            return kind
        shown = (*row.examples, example) if len(row.examples) < MOST_EXAMPLES else row.examples
        self._rows[kind] = row._replace(records=row.records + 1, examples=shown)
        return kind
