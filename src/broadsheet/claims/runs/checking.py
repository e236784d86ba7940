"""Run the units of a claim that are missing, and store each as soon as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadsheet import __version__
from broadsheet.claims.discovery import Loaded
from broadsheet.claims.runs import revision, store, surroundings
from broadsheet.claims.runs.records import Provenance, SeedRecord
from broadsheet.claims.runs.store import Run
from broadsheet.claims.runs.units import Unit, shared_out
from broadsheet.claims.serialisation import to_dict

Runner = Callable[[Sequence[Unit]], Iterator[tuple[Unit, list[SeedRecord]]]]
Say = Callable[[int, int], None]
"""Called with the number of seeds done and of all seeds, over all arms and claims."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What of each claim is to run."""

    budget: str = "quick"
    seeds: int | None = None
    """Seeds an arm; None: as many as declared."""
    first_seed: int = 0
    again: bool = False
    """Run finished seeds again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One claim's run with its finished records and missing units."""

    loaded: Loaded
    path: Path
    run: Run
    seeds: tuple[int, ...]
    units: tuple[Unit, ...]
    new: bool

    @property
    def whole(self) -> int:
        return len(self.seeds) * len(self.loaded.declaration.arms)


def plan(loaded: Loaded, options: RunOptions, *, home: Path, now: Callable[[], datetime]) -> Plan:
    declared = loaded.declaration
    count = options.seeds or declared.budget(options.budget).seeds
    seeds = tuple(range(options.first_seed, options.first_seed + count))
    provenance = _provenance(loaded, options, now())
    path = store.file_of(home, declared.ledger_id, options.budget)
    stored = next((run for run in store.runs_in(path) if run.name == provenance.run), None)
    run = stored if stored is not None and not options.again else Run(provenance)
    done = {key for key, record in run.seeds.items() if not record.error}
    units = shared_out(
        declared,
        module=loaded.ref.module,
        budget=options.budget,
        run=run.name,
        seeds=seeds,
        done=done,
    )
    return Plan(loaded, path, run, seeds, tuple(units), new=stored is None or options.again)


def carry_out(plans: Sequence[Plan], runner: Runner, say: Say) -> Iterator[Plan]:
    """Run all units of all plans, and yield each plan when its last unit is stored.

    Ending it early loses only the units that were under way.
    """
    by_run = {each.run.name: each for each in plans}
    left = {each.run.name: sum(len(unit.seeds) for unit in each.units) for each in plans}
    whole, done = sum(left.values()), 0
    yield from (each for each in plans if not each.units)
    for each in plans:
        if each.new and each.units:
            store.append(each.path, [each.run.provenance])
    for unit, records in runner([unit for each in plans for unit in each.units]):
        here = by_run[unit.run]
        store.append(here.path, records)
        here.run.seeds.update({(record.arm, record.seed): record for record in records})
        done += len(records)
        left[unit.run] -= len(records)
        say(done, whole)
        if left[unit.run] == 0:
            yield here


def _provenance(loaded: Loaded, options: RunOptions, now: datetime) -> Provenance:
    declared, ref = loaded.declaration, loaded.ref
    return Provenance(
        claim=declared.ledger_id,
        budget=options.budget,
        digest=declared.digest(options.budget),
        revision=revision.of(ref),
        package=__version__,
        versions=surroundings.versions(),
        platform=surroundings.jax_platform(),
        first_seed=options.first_seed,
        module=ref.module,
        source=revision.source(ref),
        declaration=to_dict(declared),
        begun=now.isoformat(timespec="seconds"),
    )
