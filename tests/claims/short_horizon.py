"""The shipped claims at a horizon of a few updates, as one experiment: an arm a claim.

What rounding moves is still small there, so that processors can be held against each other. `python -m
tests.claims.short_horizon` writes short_horizon.json anew: after a change of an experiment, a method or a library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import pytest

from broadsheet.claims import discovery
from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Comparison,
    Declaration,
    Direction,
    Fidelity,
    Hypothesis,
    Metric,
    Outcome,
    Setting,
)
from broadsheet.claims.runs import local, surroundings
from broadsheet.claims.runs.units import Unit

MODULE = "tests.claims.short_horizon"
Numbers = dict[str, float]
"""{metric and stratum: value}"""
STORED = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Short:
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """In place of the quick budget's."""
    arm: str = ""
    """The first one, if empty."""


SHORT = {
    "s041": Short({"train": 20, "test": 1000, "steps": 5}),
    "s058": Short({"sizes": (60,), "steps": 20}),
    "s093": Short({"stages": 3}),
    "s108": Short({"assignments": 20}),
    "s119": Short({"updates": 5}),
    "s122": Short({"pretraining_steps": 20, "steps": 2}),
    "s124": Short({"evaluations": 500}),
    "s155": Short({"most": 2000}),
    "s173": Short({"steps": 20}),
    "s202": Short({"pool": 50, "draws": 20, "intervals": 4}),
    "s206": Short({"episodes": 10}),
    "s213": Short({"particles": 50, "steps": 10}),
    "s235": Short({"pairs": 1000, "steps": 10}),
    "s236": Short({"length": 3}),
    "s370": Short({"states": 4, "temperatures": 3}),
    "s371": Short({"first": 30, "rounds": 2}),
    "s373": Short({"pairs": (100,)}),
    "s384": Short({"bits": (5,), "cycles": (20,), "side": 5, "room_cycles": 20}),
    "s419": Short({"steps": 100}),
    "s451": Short({"steps": 2}, arm="residual"),
    "s459": Short({"hidden": 4}),
    "s528": Short({"attempts": 100, "seen": 20}),
    "s540": Short({"repeats": 10, "kernels": 4}),
}
"""All shipped claims but those that train as one of these does: s031 as s384; s117, s186 and s212 as s122."""
LONG_TO_COMPILE = frozenset({"s041", "s384", "s419", "s451"})
SEED_BY_SEED = frozenset({"s058", "s122", "s124", "s155", "s206", "s236", "s528", "s540"})
"""Compute a seed by itself, in whatever company; the others vmap over seeds, which adds in another order."""

DECLARATION = Declaration(
    ledger_id="t002",
    sentence="A few updates give the same numbers everywhere.",
    paper="Nobody (2026), A short horizon",
    fidelity=Fidelity.DIRECT,
    metrics=(Metric("number", "as the claim has it", Direction.HIGHER),),
    arms=tuple(Arm(claim, "its first arm, or the one named", f"{MODULE}.experiment") for claim in SHORT),
    hypotheses=(Hypothesis("s119", "number", Comparison.EQUAL, 1.0, "", reference=0.0),),
    controls=(),
    quick=Budget(1),
    full=Budget(1),
)


def experiment(arm: Arm, seeds: Sequence[int], budget: Budget) -> Iterator[Outcome]:
    loaded, short = discovery.load(discovery.experiments()[arm.name]), SHORT[arm.name]
    declared = loaded.declaration
    named = declared.arm(short.arm) if short.arm else declared.arms[0]
    shortened = Budget(1, {**declared.quick.settings, **short.settings})
    for outcome in loaded.experiment(named, seeds, shortened):
        yield Outcome(outcome.seed, "number", outcome.value, f"{outcome.metric} {outcome.stratum}".strip())


def numbers(
    claims: Iterable[str],
    variables: Mapping[str, str],
    *,
    seeds: tuple[int, ...] = (0,),
    processes: int = 1,
) -> dict[str, Numbers]:
    """Of the first of these seeds, by claim, as `broadsheet check` computes them with these variables."""
    units = [Unit("t002", MODULE, "quick", "run", claim, seeds) for claim in claims]
    told = {}
    for unit, records in local.run(units, processes, variables):
        assert not records[0].error, f"{unit.arm}: {records[0].error}"
        told[unit.arm] = {value.stratum: value.value for value in records[0].values}
    return told


def stored() -> dict[str, Numbers]:
    """Skips under other versions of the libraries, which may draw other numbers."""
    told = orjson.loads(STORED.read_bytes())
    if told["versions"] != _versions():
        pytest.skip("other versions than the stored numbers'")
    return dict(told["numbers"])


def _versions() -> dict[str, str]:
    return {name: version for name, version in surroundings.versions().items() if name != "python"}


def main() -> None:
    told = {
        "device": surroundings.device(),
        "versions": _versions(),
        "numbers": numbers(SHORT, surroundings.variables(None)),
    }
    STORED.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


if __name__ == "__main__":
    main()
