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
    processes: int,
) -> list[Unit]:
    """The seeds that are not done yet, in calls of `seeds_at_once`, or as many calls as processes."""
    units = []
    for arm in declared.arms:
        missing = [seed for seed in seeds if (arm.name, seed) not in done]
        size = declared.seeds_at_once or -(-len(missing) // processes) or 1
        for start in range(0, len(missing), size):
            chunk = tuple(missing[start : start + size])
            units.append(Unit(declared.ledger_id, module, budget, run, arm.name, chunk))
    return units
