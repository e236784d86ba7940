"""Pictures: the same bytes each time, in the house's look, with letters, and nothing from elsewhere."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import astuple
from typing import Any

import altair as alt
import pytest

from broadsheet.errors import InputError
from broadsheet.plots import DARK, LIGHT
from broadsheet.plots.drawing import png, svg
from broadsheet.plots.house import FACE, PAGE_FACES, Theme, recoloured

pytestmark = pytest.mark.one_database


def bars() -> alt.Chart:
    rows = alt.Data(values=[{"field": "Größe & <Maß>", "papers": 3}, {"field": "Other", "papers": 1}])
    return (
        alt.Chart(rows, description="Größe 3 & other 1")
        .mark_bar(style="accent", clip=True)
        .encode(x="papers:Q", y=alt.Y("field:N", title=None))
    )


def test_same_chart_gives_the_same_bytes() -> None:
    assert svg(bars()) == svg(bars())
    assert png(bars()) == png(bars())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_plot_has_the_colours_of_its_theme(theme: Theme) -> None:
    drawn = svg(bars(), theme)
    assert theme.paper not in drawn, "the page is its ground"
    assert theme.accent in drawn
    assert theme.quiet in drawn


def test_picture_says_what_its_chart_says() -> None:
    drawn = svg(bars())
    assert drawn.count("<title>Größe 3 &amp; other 1</title>") == 1
    assert "Größe &amp; &lt;Maß&gt;" in drawn


def test_letters_are_those_of_the_page() -> None:
    assert f'font-family="{PAGE_FACES}"' in svg(bars())


def test_nothing_is_fetched() -> None:
    chart = {"data": {"url": "http://127.0.0.1:9/rows.csv"}, "mark": "bar"}
    with pytest.raises(InputError, match="not allowed"):
        svg(chart)


def test_what_is_no_chart_is_refused() -> None:
    with pytest.raises(InputError, match="Vega-Lite"):
        svg({"mark": "no such mark"})


def test_letters_come_with_us() -> None:
    """A face that is not there is replaced by one of the machine's, if it has any."""

    def word(face: str) -> dict[str, Any]:
        mark = {"type": "text", "text": "supported ÅΩж", "font": face}
        return {"data": {"values": [{}]}, "width": 200, "height": 20, "mark": mark}

    assert png(word(FACE)) != png(word("No Such Face"))
    assert png(word(FACE)) != png(word(FACE) | {"mark": {"type": "text", "text": ""}})


def test_engine_is_not_loaded_before_the_first_drawing() -> None:
    program = "import sys, broadsheet.plots; print('vl_convert' in sys.modules, 'altair' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]


def test_colours_of_the_night_take_the_place_of_those_of_the_day() -> None:
    """So that a picture is drawn and kept once for both."""
    assert recoloured(svg(bars(), LIGHT).encode(), DARK) == svg(bars(), DARK).encode()
    assert len(set(astuple(LIGHT))) == len(astuple(LIGHT)), "two roles of one colour could not be told apart"
