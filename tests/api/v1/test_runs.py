"""Runs of a claim: what its page shows of them, for machines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.claims import press

from broadsheet.claims import syncing
from broadsheet.claims.models import Run
from broadsheet.claims.runs import store


@pytest.fixture
def three_runs(shelf: None) -> None:
    for day in (1, 2):
        begun = press.NOON - timedelta(days=day)
        one = press.run(press.FAIR, claim="s1", begun=begun)
        syncing._write(*syncing._computed(one, store.digest(one)))


def test_whole_run_has_every_seed_and_says_its_verdict(get: Any) -> None:
    run = get("/api/v1/claims/s1/runs/1")
    assert len(run["values"]["heads"]["loaded"]) == 20
    assert run["values"]["heads"]["loaded"][3] == [3, "", pytest.approx(0.803)]
    assert run["hypotheses"][0]["says"].startswith("loaded against fair, heads: better by 0.3")
    assert run["declaration"]["sentence"] == "A loaded coin shows heads more often than a fair one."
    assert run["counts"] is False


def test_plots_of_a_run_are_there(client: Client, get: Any) -> None:
    plots = get("/api/v1/claims/s1/runs/1")["plots"]
    assert len(plots) == 2
    answer = client.get(plots[0]["light"], headers={"Accept": "image/svg+xml"})
    assert (answer.status_code, answer["Content-Type"]) == (202, "image/svg+xml"), "not drawn yet"


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_runs_are_walked_the_latest_first(client: Client, three_runs: None, limit: int) -> None:
    cursor, found = "", []
    while cursor is not None:
        page = client.get("/api/v1/claims/s1/runs", {"limit": limit, "cursor": cursor}).json()
        found += page["items"]
        cursor = page["next"]
    assert [run["begun"][:10] for run in found] == ["2026-11-21", "2026-11-20", "2026-11-19"]
    assert len({run["id"] for run in found}) == 3


def test_run_is_found_under_its_own_claim_alone(client: Client, shelf: None) -> None:
    assert Run.objects.filter(pk=1).exists()
    assert client.get("/api/v1/claims/s2/runs/1").status_code == 404
    assert client.get("/api/v1/claims/s2/runs").json()["items"] == []


def test_newest_verdicts_come_first(client: Client, shelf: None, tmp_path: Path) -> None:
    from broadsheet.claims.models import Claim

    for name, verdict, hour in (("s1", "supported", 1), ("s2", "contradicted", 2)):
        since = press.NOON + timedelta(hours=hour)
        Claim.objects.filter(ledger_id=name).update(verdict=verdict, verdict_since=since)
    first = client.get("/api/v1/claims", {"order": "newest", "limit": 1}).json()
    second = client.get("/api/v1/claims", {"order": "newest", "cursor": first["next"]}).json()
    assert [claim["id"] for page in (first, second) for claim in page["items"]] == ["s2", "s1"]
    assert first["items"][0]["since"] == "2026-11-21T14:00:00.000Z"
