"""Compute a unit of work, in the process or on the machine that it was sent to."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence

from broadsheet.claims import discovery
from broadsheet.claims.discovery import ExperimentRef, Loaded
from broadsheet.claims.runs.records import SeedRecord, Value, fault, value_of
from broadsheet.claims.runs.surroundings import device
from broadsheet.claims.runs.units import Unit


def perform(unit: Unit) -> list[SeedRecord]:
    """A record for each seed, in order. When a call of several seeds fails, each is tried by itself, so that
    an error is that seed's alone."""
    loaded = discovery.load(ExperimentRef(unit.claim, unit.module))
    began = time.process_time()
    try:
        outcomes = _call(loaded, unit)
    except Exception as error:  # noqa: BLE001 whatever an experiment raises becomes its seed's record
        if len(unit.seeds) > 1:
            return [record for each in unit.singly() for record in perform(each)]
        return [failed(unit, unit.seeds[0], _said(error), time.process_time() - began)]
    seconds = (time.process_time() - began) / len(unit.seeds)
    metrics = [metric.name for metric in loaded.declaration.metrics]
    return [_record(unit, seed, outcomes.get(seed, ()), metrics, seconds) for seed in unit.seeds]


def failed(unit: Unit, seed: int, error: str, seconds: float) -> SeedRecord:
    return SeedRecord(unit.run, unit.arm, seed, seconds, device(), (), error)


def _call(loaded: Loaded, unit: Unit) -> dict[int, list[Value]]:
    declared = loaded.declaration
    values: dict[int, list[Value]] = defaultdict(list)
    for outcome in loaded.experiment(declared.arm(unit.arm), unit.seeds, declared.budget(unit.budget)):
        values[int(outcome.seed)].append(value_of(outcome))
    return values


def _record(
    unit: Unit, seed: int, values: Sequence[Value], metrics: Sequence[str], seconds: float
) -> SeedRecord:
    error = fault(values, metrics)
    if error:
        return failed(unit, seed, error, seconds)
    return SeedRecord(unit.run, unit.arm, seed, seconds, device(), tuple(values))


def _said(error: Exception) -> str:
    text = f"{type(error).__name__}: {error}"
    return text if len(text) <= 500 else text[:499] + "…"
