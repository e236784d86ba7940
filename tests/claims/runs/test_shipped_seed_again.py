"""A shipped claim's first seed, run again as `broadsheet check --budget full` runs it.

On another processor long training ends as another seed does, so that it is held against all shipped seeds.
"""

from __future__ import annotations

import pytest

from broadsheet.claims import discovery
from broadsheet.claims.runs import local, store, surroundings
from broadsheet.claims.runs.records import SeedRecord
from broadsheet.claims.runs.units import Unit

pytest.importorskip("jax")
FAST = ("s124", "s155", "s206", "s236", "s528", "s540")
"""A second or less a seed."""
Numbers = dict[tuple[str, str], float]


@pytest.mark.one_database
@pytest.mark.parametrize("claim", FAST)
def test_shipped_seed_run_again_is_one_of_its_kind(claim: str) -> None:
    """Within the range of the shipped seeds and half as much to each side."""
    run = store.shipped_run(claim)
    assert run is not None
    known = run.provenance
    arm = known.declaration["arms"][0]["name"]
    unit = Unit(claim, discovery.experiments()[claim].module, "full", known.run, arm, (known.first_seed,))
    [(_, [record])] = local.run([unit], 1, surroundings.variables(None))
    assert not record.error
    shipped = [numbers(each) for (of_arm, _), each in run.seeds.items() if of_arm == arm]
    for name, value in numbers(record).items():
        least, most = min(each[name] for each in shipped), max(each[name] for each in shipped)
        beside = (most - least) / 2 + 1e-9 * abs(most)
        assert least - beside <= value <= most + beside, name


def numbers(record: SeedRecord) -> Numbers:
    return {(value.metric, value.stratum): value.value for value in record.values}
