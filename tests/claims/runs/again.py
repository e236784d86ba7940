"""A shipped seed, run again on this machine as `broadsheet check` runs it."""

from __future__ import annotations

import pytest

from broadsheet.claims import discovery
from broadsheet.claims.runs import local, store, surroundings
from broadsheet.claims.runs.records import SeedRecord
from broadsheet.claims.runs.units import Unit

Numbers = dict[tuple[str, str], float]


def first_seed_again(claim: str) -> tuple[Numbers, Numbers]:
    """Of the first arm's first seed: what was shipped, and what it gives now. Skips under other versions of the
    libraries, which may change the last digits."""
    run = store.shipped_run(claim)
    assert run is not None
    known = run.provenance
    now = surroundings.versions()
    if {**known.versions, "python": ""} != {**now, "python": ""} or known.platform != "cpu":
        pytest.skip("other versions than the shipped result's")
    arm = known.declaration["arms"][0]["name"]
    module = discovery.found()[claim].module
    unit = Unit(claim, module, known.budget, known.run, arm, (known.first_seed,))
    [(_, [record])] = local.run([unit], 1, surroundings.variables(None))
    assert not record.error
    return numbers(run.seeds[arm, known.first_seed]), numbers(record)


def numbers(record: SeedRecord) -> Numbers:
    return {(value.metric, value.stratum): value.value for value in record.values}
