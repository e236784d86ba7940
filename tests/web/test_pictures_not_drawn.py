"""No web request draws a picture: pages and pictures are all asked for while every way of drawing is closed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NoReturn

import pytest
from django.test import Client
from lxml import html
from tests.claims.press import after_a_run
from tests.web.press import FRIDAY, THURSDAY, TODAY, bring_in, claim, listed, record

import broadsheet
from broadsheet.editions.freeze import freeze
from broadsheet.plots import drawer, drawing

PACKAGE = Path(broadsheet.__file__).parent
DRAWING = {"broadsheet.plots.drawing", "broadsheet.plots.drawer"}
BEGINNINGS = ("/", f"/daily/{TODAY}", "/weekly/2026-W47", "/monthly/2026-11", "/claims/s001", "/ledger")
MACHINES = (
    f"/api/v1/editions/{TODAY}",
    "/api/v1/claims/s001",
    "/api/v1/ledger",
    "/claims/s001.md",
    f"/daily/{TODAY}.md",
    "/feeds/front.atom",
)
MOST_PAGES = 60


class Drawn(BaseException):
    """No handler of errors may swallow it."""


@pytest.fixture
def _no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise Drawn

    monkeypatch.setattr(drawer.Drawer, "draw", refuse)
    monkeypatch.setattr(drawer.Drawer, "_started", refuse)
    monkeypatch.setattr(drawing, "_engine", refuse)


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_drawing")
def test_no_request_draws(client: Client, tmp_path: Path) -> None:
    """Every page that links lead to, with all its pictures in every size and theme."""
    bring_in(*(listed(n, "saved-page", n) for n in range(1, 4)), record(9, THURSDAY))
    after_a_run(tmp_path, claim("s001", number=4), now=FRIDAY)
    for day in (THURSDAY, TODAY):
        freeze(day, FRIDAY)
    seen, waiting = set[str](), [*BEGINNINGS, *MACHINES]
    pictures = set[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0).partition("#")[0]
        if address in seen or not address.startswith("/"):
            continue
        seen.add(address)
        answer = client.get(address)
        if answer["Content-Type"].startswith("text/html") and answer.content:
            page = html.fromstring(answer.content)
            waiting += page.xpath("//a/@href")
            pictures.update(page.xpath("//img/@src | //source/@srcset"))
    assert len(pictures) == 2 * 2 * 2 + 2 * 2, (
        "two comparisons in two widths, two covers; by day and by night"
    )
    assert {client.get(each).status_code for each in pictures} == {202}


@pytest.mark.one_database
@pytest.mark.parametrize("part", ["web", "api"])
def test_what_answers_requests_imports_nothing_that_draws(part: str) -> None:
    for file in (PACKAGE / part).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
                assert not names & DRAWING, file
            elif isinstance(node, ast.Import):
                assert not {alias.name for alias in node.names} & DRAWING, file
