"""Small plots, drawn by the server as SVG that takes its colours and type from the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.papers.models import Field, Paper

MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    share: float
    """Of the longest bar, in percent."""

    @property
    def width(self) -> float:
        """On a plot 280 wide."""
        return round(2.8 * self.share, 1)


def field_bars(papers: Sequence[Paper]) -> list[Bar]:
    """Papers by primary field, the largest first, the small ones together at the end."""
    counts: Counter[Field] = Counter(paper.primary_field for paper in papers if paper.primary_field)
    largest = counts.most_common(MOST_BARS if len(counts) <= MOST_BARS else MOST_BARS - 1)
    others = counts.total() - sum(number for _, number in largest)
    rows = [(field.name, number) for field, number in largest]
    if others:
        rows.append((f"{len(counts) - len(largest)} other fields", others))
    return bars(rows)


def bars(rows: Sequence[tuple[str, int]]) -> list[Bar]:
    longest = max((number for _, number in rows), default=1)
    return [Bar(label, number, round(100 * number / longest, 1)) for label, number in rows]


def finding(counted: Sequence[Bar], of_what: str) -> str:
    """What the plot says, for those who do not see it."""
    if not counted:
        return ""
    total = sum(bar.count for bar in counted)
    top = counted[0]
    return f"{top.label} leads with {top.count} of {total} {of_what}: " + ", ".join(
        f"{bar.label} {bar.count}" for bar in counted
    )
