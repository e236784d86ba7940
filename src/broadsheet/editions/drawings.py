"""The charts of editions. Pure functions of facts, so that they can be drawn where nothing is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from broadsheet.editions.cover_layout import (
    ALL_DOTS,
    IN_A_LINE,
    LABEL,
    LINE,
    PADDING,
    STEP,
    WIDTH,
    bands,
    fields_height,
    height,
)

LEAST_AREA, MOST_AREA = 12.0, 95.0
SHAPES = {"supported": "circle", "contradicted": "triangle-up", "inconclusive": "circle"}
LETTER = 7.0
"""How wide one is, about."""
Row = dict[str, Any]


def cover(facts: Mapping[str, Any]) -> alt.LayerChart | alt.FacetChart:
    """A dot for each paper, field by field; the larger, the more votes. Below, the new verdicts by their shapes."""
    most = max((votes[0] for _, votes in facts["fields"] if votes), default=0)
    heads: list[Row] = []
    dots: list[Row] = []
    for top, name, votes in bands(facts):
        count = _counted(votes)
        heads.append({"y": top + 10, "name": _short(name, beside=count), "count": count})
        dots += _dots(votes[:ALL_DOTS], most, top + LABEL + LINE / 2)
    layers = [*_heads(heads), *([_points(dots)] if dots else [])]
    if facts["verdicts"]:
        layers += _verdicts(facts["verdicts"], fields_height(facts) + 10)
    return alt.layer(*layers).properties(
        width=WIDTH,
        height=height(facts),
        autosize=alt.AutoSizeParams(type="none"),
        padding=PADDING,
        description=facts.get("says", ""),
    )


def _dots(votes: Sequence[int], most: int, top: float) -> list[Row]:
    return [
        {
            "x": STEP / 2 + STEP * (n % IN_A_LINE),
            "y": top + LINE * (n // IN_A_LINE),
            "area": LEAST_AREA + (MOST_AREA - LEAST_AREA) * each / most if most else 40.0,
        }
        for n, each in enumerate(votes)
    ]


def _points(dots: list[Row]) -> Any:
    return (
        _chart(dots)
        .mark_point(style="quiet", filled=True)
        .encode(x=_at("x"), y=_at("y"), size=alt.Size("area:Q", scale=None))
    )


def _heads(rows: list[Row]) -> list[Any]:
    chart = _chart(rows).encode(y=_at("y"))
    return [
        chart.mark_text(style="label", align="left").encode(x=alt.value(0), text="name:N"),
        chart.mark_text(style="count", align="right").encode(x=alt.value(WIDTH), text="count:N"),
    ]


def _verdicts(counts: Mapping[str, int], top: float) -> list[Any]:
    layers = [
        _chart([{"y": top}])
        .mark_text(style="head", align="left", text="New verdicts")
        .encode(x=alt.value(0), y=_at("y"))
    ]
    for n, (status, count) in enumerate((s, counts[s]) for s in SHAPES if counts.get(s)):
        row = [{"x": 5, "y": top + LABEL * (n + 1)}]
        hollow = status == "inconclusive"
        mark: dict[str, Any] = {"filled": not hollow, "strokeDash": [1.5, 1.5] if hollow else [], "size": 60}
        layers += [
            _chart(row)
            .mark_point(style=status, shape=SHAPES[status], fillOpacity=0 if hollow else 1, **mark)
            .encode(x=_at("x"), y=_at("y")),
            _chart(row)
            .mark_text(style="label", align="left", dx=10, text=f"{count} {status}")
            .encode(x=_at("x"), y=_at("y")),
        ]
    return layers


def _chart(rows: list[Row]) -> Any:
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _at(name: str) -> Any:
    """A place in pixels."""
    return (alt.X if name == "x" else alt.Y)(f"{name}:Q", scale=None, axis=None)


def _counted(votes: Sequence[int]) -> str:
    total = sum(votes)
    return f"{len(votes)} · {total:,} vote{'' if total == 1 else 's'}" if total else f"{len(votes)}"


def _short(name: str, beside: str) -> str:
    most = int(WIDTH / LETTER) - len(beside) - 2
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
