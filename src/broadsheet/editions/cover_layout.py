"""How much room the cover plot takes: known to pages before it is drawn, so that nothing shifts when it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

WIDTH = 280
STEP = 12
"""From dot to dot."""
IN_A_LINE = WIDTH // STEP
LINE, LABEL, GAP = 13, 19, 9
ALL_DOTS = 12 * IN_A_LINE
"""With more papers in a field, the dots of the last are left out; its number says all."""
PADDING = 0
"""On each side."""


class Band(NamedTuple):
    top: int
    name: str
    votes: Sequence[int]


def bands(facts: Mapping[str, Any]) -> Iterator[Band]:
    top = 0
    for name, votes in facts["fields"]:
        yield Band(top, name, votes)
        top += LABEL + LINE * _lines(votes) + GAP


def fields_height(facts: Mapping[str, Any]) -> int:
    return sum(LABEL + LINE * _lines(votes) + GAP for _, votes in facts["fields"])


def height(facts: Mapping[str, Any]) -> int:
    """Without padding."""
    verdicts = LABEL * (1 + len(facts["verdicts"])) if facts["verdicts"] else 0
    return max(fields_height(facts) + verdicts, LINE)


def _lines(votes: Sequence[int]) -> int:
    return -(-len(votes[:ALL_DOTS]) // IN_A_LINE)
