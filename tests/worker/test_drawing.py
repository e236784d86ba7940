"""The sweep that draws what pages show: all of it, in the order of readers, once, and nothing where nothing is new."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.claims.press import FAIR, after_a_run, keep, run
from tests.web.press import bring_in, claim, record

from broadsheet.claims.models import Claim
from broadsheet.claims.pictures import WIDTHS, pictures_of
from broadsheet.claims.runs import store
from broadsheet.editions import cover
from broadsheet.editions.freeze import freeze
from broadsheet.editions.models import Edition
from broadsheet.plots import Figure, archive, drawer
from broadsheet.plots.figure import SVG, folder
from broadsheet.server import startup
from broadsheet.worker import drawing
from broadsheet.worker.drawing import LATEST_EDITIONS, Pictures, wanted
from broadsheet.worker.sweep import Turn

FIRST = date(2026, 11, 2)
"""A Monday."""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))
    settings.HOME = tmp_path


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of figures in the order in which they are drawn, in no time."""
    names: list[str] = []

    def draw(self: object, figure: Figure, variant: str) -> bytes:
        names.append(figure.name)
        return b"<svg/>"

    monkeypatch.setattr(drawer.Drawer, "draw", draw)
    return names


def turn(stopping: Callable[[], bool] = lambda: False, seconds: float = 600) -> Turn:
    return Turn(time.monotonic() + seconds, stopping)


def editions(count: int) -> list[str]:
    """Names of their covers, the newest first."""
    for n in range(count):
        day = FIRST + timedelta(days=n + 2 * (n // 5))
        bring_in(record(n + 1, day, fields=(f"cs.A{n}",)))
        freeze(day, datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
    return [cover.figure(cover.facts(each)).name for each in Edition.objects.order_by("-day")]


def comparisons(of: Claim) -> list[str]:
    assert of.run is not None
    return [picture.figure(width).name for picture in pictures_of(of.run) for width in WIDTHS]


def test_latest_covers_come_first_then_verdicts_then_what_is_old(tmp_path: Path, drawn: list[str]) -> None:
    covers = editions(LATEST_EDITIONS + 1)
    keep(tmp_path, run(FAIR, claim="s001", budget="quick", seeds=4))
    tested = after_a_run(tmp_path, claim("s001"))
    assert not Pictures().sweep(turn())
    counted = comparisons(tested)
    assert drawn[:LATEST_EDITIONS] == covers[:LATEST_EDITIONS]
    assert drawn[LATEST_EDITIONS : LATEST_EDITIONS + len(counted)] == counted
    assert drawn[-1] == covers[-1]
    assert len(drawn) == len(set(drawn)) == len(covers) + 2 * len(counted)


def test_what_is_drawn_is_what_pages_ask_for(tmp_path: Path) -> None:
    editions(1)
    found = cover.figure(cover.facts(Edition.objects.get()))
    assert found.stored.svg() is None
    Pictures().sweep(turn())
    assert b"1 paper by field" in (found.stored.svg() or b"")


def test_turn_without_work_draws_nothing_and_asks_little(drawn: list[str]) -> None:
    editions(2)
    pictures = Pictures()
    pictures.sweep(turn())
    assert len(drawn) == 2
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not pictures.sweep(turn())
    assert len(drawn) == 2
    assert len(asked) <= 3


def test_picture_that_was_deleted_is_drawn_again(drawn: list[str]) -> None:
    editions(2)
    pictures = Pictures()
    pictures.sweep(turn())
    next(folder().glob(f"*.{SVG}")).unlink()
    pictures.sweep(turn())
    assert len(drawn) == 3


def test_new_run_is_drawn_by_the_next_turn(tmp_path: Path, drawn: list[str]) -> None:
    pictures = Pictures()
    pictures.sweep(turn())
    assert drawn == []
    tested = after_a_run(tmp_path, claim("s001"))
    pictures.sweep(turn())
    assert drawn == comparisons(tested)


def test_shipped_picture_is_not_drawn(
    tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tested = after_a_run(tmp_path, claim("s001"))
    assert tested.run is not None
    monkeypatch.setattr("broadsheet.claims.runs.store.SHIPPED", tmp_path)
    archive.write(tmp_path / "s001.plots.zip", dict.fromkeys(comparisons(tested), b"<svg/>"))
    type(tested.run).objects.update(shipped=True)
    assert all(figure.stored.is_shipped for figure in wanted())
    Pictures().sweep(turn())
    assert drawn == []


@pytest.mark.slow
def test_new_instance_has_every_verdict_and_nothing_to_draw() -> None:
    startup.load_built_in(lambda said: None)
    tested = set(Claim.objects.filter(run__isnull=False).values_list("ledger_id", flat=True))
    assert tested == set(store.shipped_claims())
    assert [figure.chart for figure in wanted() if not figure.stored.is_shipped] == []


def test_worker_that_stops_leaves_the_rest_for_the_next(drawn: list[str]) -> None:
    editions(3)
    assert Pictures().sweep(turn(stopping=lambda: len(drawn) == 1))
    assert len(drawn) == 1
    assert not Pictures().sweep(turn())
    assert len(drawn) == 3


def test_turn_ends_in_time_to_look_for_newer_ones(drawn: list[str]) -> None:
    editions(2)
    assert Pictures().sweep(turn(seconds=-1))
    assert drawn == []


def test_picture_that_cannot_be_drawn_keeps_no_other_from_being_drawn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    editions(1)
    whole = [Figure("broadsheet.plots.house:no_such_chart"), *wanted()]
    monkeypatch.setattr(drawing, "wanted", lambda: iter(whole))
    pictures = Pictures()
    assert not pictures.sweep(turn())
    assert [figure.stored.svg() is None for figure in whole] == [True, False]
    assert "could not be drawn" in caplog.text
    caplog.clear()
    pictures.sweep(turn())
    assert caplog.text == "", "it is left alone for a while"
