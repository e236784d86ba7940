"""Runs for pages and feeds: the coin's, made without throwing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.claims import coin

from broadsheet.claims import syncing
from broadsheet.claims.declaration import Declaration
from broadsheet.claims.models import Claim
from broadsheet.claims.runs import store
from broadsheet.claims.runs.records import Provenance, SeedRecord, Value
from broadsheet.claims.serialisation import to_dict

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LOADED = {"loaded": 0.8, "fair": 0.5, "other-fair": 0.5}
FAIR = {"loaded": 0.5, "fair": 0.5, "other-fair": 0.5}


def run(
    heads: Mapping[str, float],
    *,
    claim: str = "t001",
    budget: str = "full",
    begun: datetime = NOON,
    declared: Declaration = coin.DECLARATION,
    seeds: int = 20,
    source: str = "",
) -> store.Run:
    declared = replace(declared, ledger_id=claim)
    provenance = Provenance(
        claim=claim, budget=budget, digest=declared.digest(budget), revision=begun.isoformat()[:16], package="1",
        versions={"numpy": "2.0"}, platform="cpu", first_seed=0, module=coin.__name__, source=source,
        declaration=to_dict(declared), begun=begun.isoformat(),
    )  # fmt: skip
    records = {
        (arm, seed): SeedRecord(provenance.run, arm, seed, 0.5, "cpu", (Value("heads", value + seed / 1000),))
        for arm, value in heads.items()
        for seed in range(seeds)
    }
    return store.Run(provenance, records)


def keep(home: Path, one: store.Run) -> None:
    path = store.file_of(home, one.provenance.claim, one.provenance.budget)
    store.append(path, [one.provenance, *one.seeds.values()])


def after_a_run(home: Path, claim: Claim, heads: Mapping[str, float] = LOADED, now: datetime = NOON) -> Claim:
    """The claim as it stands after a full run. Other claims of the package are left out of it."""
    shipped, store.SHIPPED = store.SHIPPED, home / "none"
    try:
        keep(home, run(heads, claim=claim.ledger_id))
        syncing.sync(home, now)
    finally:
        store.SHIPPED = shipped
    claim.refresh_from_db()
    return claim
