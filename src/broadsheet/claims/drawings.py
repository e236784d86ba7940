"""The picture of a comparison: every seed a dot, the interval a bar, the margin a line. A pure function of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from broadsheet.claims.numerals import number
from broadsheet.claims.picture_layout import AXIS, DOTS, GAP, LABEL, PADDING, Scale, height, scale_of, ticks

Row = dict[str, Any]
TICK = 5
CROWD = 150
"""Of more seeds than these the dots are small and let through, so that one sees where they are thick."""
GOLDEN = 0.6180339887498949


def comparison(facts: Mapping[str, Any]) -> alt.LayerChart | alt.FacetChart:
    """One row an arm; below, the effect with its interval, held against the margin."""
    layers: list[Any] = []
    bottom = _arms(facts, layers)
    if facts["effect"]:
        _effect(facts["effect"], facts["width"], bottom + GAP, layers)
    return alt.layer(*layers).properties(
        width=facts["width"],
        height=height(facts) - 2 * PADDING,
        autosize=alt.AutoSizeParams(type="none"),
        padding=PADDING,
        description=facts.get("says", ""),
    )


def _arms(facts: Mapping[str, Any], layers: list[Any]) -> int:
    """Returns where the next part begins."""
    values = [value for arm in facts["arms"] for value in arm["values"]]
    values += [arm["mark"] for arm in facts["arms"]]
    scale = scale_of(values, facts["width"])
    top = 0
    for arm in facts["arms"]:
        _head(layers, arm["name"], f"{facts['statistic']} {number(arm['mark'])}", top, facts["width"])
        middle = top + LABEL + DOTS / 2
        if arm["values"]:
            crowd = len(arm["values"]) > CROWD
            dots = {"area": 7.0, "opacity": 0.45} if crowd else {}
            layers.append(_points(_scattered(arm["values"], scale, middle), "quiet", **dots))
        _vertical(layers, scale(arm["mark"]), middle, 13, "ink", 2)
        top += LABEL + DOTS
    _axis(layers, scale, top, facts["metric"], facts["width"])
    return top + AXIS


def _effect(effect: Mapping[str, Any], width: int, top: int, layers: list[Any]) -> None:
    ends = [effect["low"], effect["high"], effect["null"], *effect["lines"]]
    scale = scale_of(ends, width)
    middle = top + LABEL + DOTS / 2
    _head(layers, effect["name"], effect["outcome"], top, width)
    _vertical(layers, scale(effect["null"]), middle, 11, "hairline", 1)
    for line in effect["lines"]:
        _vertical(layers, scale(line), middle, 15, "accent", 2)
    low, high = scale(effect["low"]), scale(effect["high"])
    bar = [{"x": low, "x2": max(high, low + 1), "y": middle}]
    style = effect["style"]
    layers.append(
        _chart(bar).mark_rule(style=style, strokeWidth=6).encode(x=_at("x"), x2=_at2("x2"), y=_at("y"))
    )
    layers.append(_points([{"x": scale(effect["effect"]), "y": middle}], style, 90, 1.0))
    _axis(layers, scale, top + LABEL + DOTS, effect["axis"], width)


def _scattered(values: Sequence[float], scale: Scale, middle: float) -> list[Row]:
    """Seeds in their order, a little above and below each other, so that equal ones are seen."""
    if len(values) > CROWD:
        heights = [DOTS * 0.8 * (n * GOLDEN % 1 - 0.5) for n in range(len(values))]
        return [
            {"x": scale(value), "y": round(middle + up, 1)} for value, up in zip(values, heights, strict=True)
        ]
    spread = (0, -6, 5, -3, 8, -8, 3, -5, 6)
    return [{"x": scale(value), "y": middle + spread[n % len(spread)]} for n, value in enumerate(values)]


def _head(layers: list[Any], name: str, said: str, top: float, width: int) -> None:
    chart = _chart([{"y": top + 9, "name": name, "said": said}]).encode(y=_at("y"))
    layers.append(chart.mark_text(style="label", align="left").encode(x=alt.value(0), text="name:N"))
    layers.append(chart.mark_text(style="count", align="right").encode(x=alt.value(width), text="said:N"))


def _points(rows: list[Row], style: str, area: float = 26, opacity: float = 0.75) -> Any:
    chart = _chart(rows).mark_point(style=style, filled=True, size=area, opacity=opacity)
    return chart.encode(x=_at("x"), y=_at("y"))


def _vertical(layers: list[Any], x: float, middle: float, half: float, style: str, thick: float) -> None:
    rows = [{"x": x, "y": middle - half, "y2": middle + half}]
    chart = _chart(rows).mark_rule(style=style, strokeWidth=thick)
    layers.append(chart.encode(x=_at("x"), y=_at("y"), y2=_at2("y2")))


def _axis(layers: list[Any], scale: Scale, top: float, title: str, width: int) -> None:
    line = _chart([{"x": 0, "x2": width, "y": top}]).mark_rule(style="hairline")
    layers.append(line.encode(x=_at("x"), x2=_at2("x2"), y=_at("y")))
    places = [
        {"x": scale(value), "y": top, "y2": top + TICK, "yt": top + 11, "said": number(value)}
        for value in ticks(scale, width // 70)
    ]
    if places:
        chart = _chart(places)
        layers.append(chart.mark_rule(style="hairline").encode(x=_at("x"), y=_at("y"), y2=_at2("y2")))
        for each, align in _aligned(places, width):
            mark = _chart([each]).mark_text(style="count", align=align)
            layers.append(mark.encode(x=_at("x"), y=_at("yt"), text="said:N"))
    named = _chart([{"y": top + 28, "said": title}])
    layers.append(
        named.mark_text(style="count", align="left").encode(x=alt.value(0), y=_at("y"), text="said:N")
    )


def _aligned(places: Iterable[Row], width: int) -> Iterable[tuple[Row, Any]]:
    """Numbers at the edges stay within."""
    for each in places:
        yield each, "left" if each["x"] < 14 else "right" if each["x"] > width - 14 else "center"


def _chart(rows: list[Row]) -> Any:
    return alt.Chart(alt.InlineData(values=rows))


def _at(field: str) -> Any:
    kind = alt.X if field.startswith("x") else alt.Y
    return kind(f"{field}:Q", scale=None, axis=None)


def _at2(field: str) -> Any:
    return (alt.X2 if field.startswith("x") else alt.Y2)(f"{field}:Q")
