"""Units of work: some seeds of one arm of one claim."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from broadsheet.claims.declaration import Declaration


@dataclass(frozen=True, slots=True)
class Unit:
    """Small enough to be sent to another process or machine."""

    claim: str
    module: str
    budget: str
    run: str
    arm: str
    seeds: tuple[int, ...]

    def singly(self) -> list[Unit]:
        return [
            Unit(self.claim, self.module, self.budget, self.run, self.arm, (seed,)) for seed in self.seeds
        ]


def shared_out(
    declared: Declaration,
    *,
    module: str,
    budget: str,
    run: str,
    seeds: Sequence[int],
    done: Collection[tuple[str, int]],
) -> list[Unit]:
    """The seeds that are not done yet, in calls of `seeds_at_once` or of half of all.

    Where the calls begin and end depends on nothing but the seeds: in other company a vmapped seed is computed by
    other loops, which add in another order.
    """
    units = []
    size = declared.seeds_at_once or -(-len(seeds) // 2) or 1
    for arm in declared.arms:
        for start in range(0, len(seeds), size):
            missing = tuple(seed for seed in seeds[start : start + size] if (arm.name, seed) not in done)
            if missing:
                units.append(Unit(declared.ledger_id, module, budget, run, arm.name, missing))
    return units
