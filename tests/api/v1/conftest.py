"""A small instance with something of everything: papers, lists, an edition, a claim, an index."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.api.shelf import ALL, stock
from tests.claims import press as runs
from tests.papers.records import NOON, record

from broadsheet.claims import syncing
from broadsheet.claims.models import Claim, Run
from broadsheet.claims.runs import store
from broadsheet.editions.freeze import freeze
from broadsheet.papers.record import Identifier, RecordListing
from broadsheet.ranking import trending
from broadsheet.search import indexing

LISTED = tuple(
    record(
        f"Listed paper number {number}",
        f"2603.1000{number}",
        source="arxiv",
        identifiers=(Identifier("arxiv", f"2603.1000{number}"),),
        fields=("cs.LG",),
        listings=(RecordListing("week-12", "Week 12", number + 3, upvotes=number, submitter="ada"),),
    )
    for number in range(7)
)
CLAIMED = record(
    "A claim about sorting", "s1", source="ledger", published=None, identifiers=(Identifier("ledger", "s1"),)
)
DAY = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of its own, of words only."""
    settings.HOME = tmp_path
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    return tmp_path


@pytest.fixture
def shelf(db: None, home: Path) -> None:
    """The claim s1 has a run, which is no full one: it makes no verdict."""
    stock(*ALL, *LISTED, CLAIMED)
    Claim.objects.create(
        ledger_id="s1", title="Sorting", family="sorting", sentence="It sorts.", feasible="yes", effort="S"
    )
    Claim.objects.create(ledger_id="s2", title="Stars", family="stars", sentence="They shine.", feasible="no")
    one = runs.run(runs.LOADED, claim="s1", budget="quick")
    syncing._write(*syncing._computed(one, store.digest(one)))
    Run.objects.update(id=1)
    trending.refresh(NOON)
    freeze(DAY, NOON)
    indexing.catch_up()


@pytest.fixture
def get(client: Client, shelf: None) -> Any:
    """The JSON of an address that must answer."""

    def read(address: str, **parameters: Any) -> Any:
        answer = client.get(address, parameters)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return read
