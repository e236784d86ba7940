"""Write a run into the package, from which every instance shows it (for developers)."""

from __future__ import annotations

from pathlib import Path

from broadsheet.claims.runs import store
from broadsheet.claims.runs.checking import Plan
from broadsheet.errors import InputError

LEAST_SEEDS = 20


def ship(done: Plan) -> Path:
    """InputError unless the run is of the full budget and has every declared seed, and enough of them."""
    declared, provenance = done.loaded.declaration, done.run.provenance
    if provenance.budget != "full":
        raise InputError("Only full runs are shipped", provenance.budget, "Add: --budget full")
    wanted = declared.full.seeds
    if wanted < LEAST_SEEDS and not declared.deterministic:
        raise InputError(
            f"A shipped run has {LEAST_SEEDS} seeds an arm, or its declaration says deterministic", wanted
        )
    if len(done.seeds) < wanted or provenance.first_seed != 0:
        raise InputError("A shipped run has the declared seeds, from 0", f"{len(done.seeds)} seeds")
    return store.ship(done.run)
