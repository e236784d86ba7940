"""Figures: drawn once, by a process of their own, under a name that changes with what is seen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from broadsheet.errors import SetupError
from broadsheet.plots import DARK, LIGHT, Figure, archive, placeholder, sources
from broadsheet.plots.drawer import Drawer, drawing
from broadsheet.plots.drawing import svg
from broadsheet.plots.figure import SVG, folder

pytestmark = pytest.mark.one_database
POINT = {
    "data": {"values": [{"x": 1}]},
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}
BROKEN = Figure("broadsheet.plots.house:no_such_chart")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    with drawing() as one:
        yield one


def test_looking_for_a_picture_draws_nothing() -> None:
    assert Figure("builtins:dict", POINT).stored.svg() is None
    assert not folder().exists()


def test_figure_is_drawn_once_for_day_and_night(drawer: Drawer) -> None:
    figure = Figure("builtins:dict", POINT)
    drawn = drawer.drawn(figure, SVG)
    assert drawn.decode() == svg(POINT)
    written = figure.stored.file(SVG).stat().st_mtime_ns
    again = Figure("builtins:dict", POINT)
    assert drawer.drawn(again, SVG) == drawn
    assert again.stored.file(SVG).stat().st_mtime_ns == written
    assert (again.stored.svg(LIGHT), again.stored.svg(DARK)) == (drawn, svg(POINT, DARK).encode())


def test_one_process_draws_many_and_outlives_a_chart_that_fails(drawer: Drawer) -> None:
    drawer.drawn(Figure("builtins:dict", POINT), SVG)
    process = drawer._process
    with pytest.raises(SetupError, match="could not be drawn"):
        drawer.drawn(BROKEN, SVG)
    assert drawer.drawn(Figure("builtins:dict", POINT), "dark.png").startswith(b"\x89PNG")
    assert drawer._process is process
    assert sorted(path.suffix for path in folder().glob("*.*")) == [".lock", ".png", ".svg"]


def test_another_process_draws_after_one_that_died(
    drawer: Drawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dying.py").write_text("import os\ndef chart(facts): os._exit(3)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SetupError, match="by a process that goes on"):
        drawer.draw(Figure("dying:chart"), SVG)
    assert drawer.draw(Figure("builtins:dict", POINT), SVG)


def test_drawing_gives_way_to_readers(drawer: Drawer) -> None:
    drawer.draw(Figure("builtins:dict", POINT), SVG)
    assert drawer._process is not None
    fields = Path(f"/proc/{drawer._process.pid}/stat").read_text().rpartition(")")[2].split()
    assert int(fields[16]) >= 10, "niceness"


def test_process_that_shows_figures_loads_no_engine(tmp_path: Path) -> None:
    program = (
        "import sys; from broadsheet.plots import *; f = Figure('broadsheet.editions.drawings:cover');"
        "print(f.stored.svg(), 'vl_convert' in sys.modules, 'altair' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["None", "False", "False"]


def test_picture_that_came_with_the_package_is_shown_until_the_home_has_its_own(tmp_path: Path) -> None:
    figure = Figure("builtins:dict", POINT, shipped_in=tmp_path / "s001.plots.zip")
    assert figure.stored.svg() is None
    archive.write(tmp_path / "s001.plots.zip", {figure.name: b"<svg/>"})
    assert figure.stored.is_shipped
    assert figure.stored.svg() == b"<svg/>"
    assert Figure("builtins:dict", {}, shipped_in=tmp_path / "s001.plots.zip").stored.svg() is None


def test_same_pictures_make_the_same_archive(tmp_path: Path) -> None:
    for name, order in (("a", ("x", "y")), ("b", ("y", "x"))):
        archive.write(tmp_path / name, dict.fromkeys(order, b"<svg/>"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_figure_of_other_facts_has_another_name() -> None:
    assert Figure("a:b", {"x": 1}).name != Figure("a:b", {"x": 2}).name


@pytest.mark.parametrize(("changed", "is_other"), [("layout", True), ("charts", True), ("beside", False)])
def test_figure_has_another_name_once_the_code_that_draws_it_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, is_other: bool
) -> None:
    """Or an upgrade would go on showing the pictures of before, and any upgrade would draw all of them anew."""
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "drawn_here"
    package.mkdir()
    files = {
        "charts": "from drawn_here.layout import X\nraise AssertionError('was run')\n",
        "layout": "X = 1\n",
    }
    for name, content in {"__init__": "", "beside": "", **files}.items():
        (package / f"{name}.py").write_text(content)
    sources.code.cache_clear()
    before = Figure("drawn_here.charts:bars", {"x": 1}).name
    with (package / f"{changed}.py").open("a") as file:
        file.write("Y = 2\n")
    sources.code.cache_clear()
    assert (Figure("drawn_here.charts:bars", {"x": 1}).name != before) == is_other


def test_placeholder_is_as_large_as_the_picture_and_says_its_finding() -> None:
    drawn = etree.fromstring(placeholder((324, 250), DARK, "a < b"))
    assert (drawn.get("width"), drawn.get("height")) == ("324", "250")
    assert drawn.findtext("{*}title") == "a < b"
    assert DARK.quiet in etree.tostring(drawn).decode()
