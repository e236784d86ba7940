"""Records of a run: one line of provenance, then one line a seed of an arm."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import orjson

from broadsheet.claims.declaration import Outcome

POINTS = 32
"""Most points of a curve that are stored."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Value:
    """One number of one seed."""

    metric: str
    value: float
    stratum: str = ""
    curve: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedRecord:
    """One seed of one arm: its values, or the error for which it has none."""

    run: str
    arm: str
    seed: int
    seconds: float
    """Its share of the core's time that its call took, compilation included: other work of the machine does not
    lengthen it."""
    device: str
    values: tuple[Value, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that a run's numbers depend on, and when and where they were computed."""

    claim: str
    budget: str
    digest: str
    """Digest of the declaration, for this budget."""
    revision: str
    """Digest of the code: see runs/revision.py."""
    package: str
    versions: Mapping[str, str]
    platform: str
    first_seed: int
    module: str
    source: str
    """Digest of the experiment's own file: while it is the same, so is the declaration."""
    declaration: Mapping[str, Any] = field(default_factory=dict)
    begun: str = ""

    @property
    def run(self) -> str:
        """Name of the run: seeds under one name belong together, and missing ones can be added later."""
        parts = (self.claim, self.budget, self.digest, self.revision, self.package, self.platform)
        whole = repr((*parts, sorted(self.versions.items()), self.first_seed))
        return hashlib.sha256(whole.encode()).hexdigest()[:12]


_NAMES = {
    kind: tuple(each.name for each in fields(of)) for kind, of in (("run", Provenance), ("seed", SeedRecord))
}


def thinned(curve: Sequence[tuple[float, float]]) -> tuple[Point, ...]:
    """Evenly chosen points, the first and the last among them, to six digits."""
    if len(curve) > POINTS:
        curve = [curve[round(i * (len(curve) - 1) / (POINTS - 1))] for i in range(POINTS)]
    return tuple((float(f"{float(x):.6g}"), float(f"{float(y):.6g}")) for x, y in curve)


def value_of(outcome: Outcome) -> Value:
    return Value(outcome.metric, float(outcome.value), outcome.stratum, thinned(outcome.curve))


def fault(values: Iterable[Value], metrics: Iterable[str]) -> str:
    """The reason for which a seed's values cannot be used; empty if they can."""
    values, known = list(values), set(metrics)
    if not values:
        return "the experiment yielded nothing for this seed"
    for value in values:
        if value.metric not in known:
            return f"the metric {value.metric} is not declared"
        if not math.isfinite(value.value):
            return f"{value.metric} is {value.value}"
    if len({(value.metric, value.stratum) for value in values}) < len(values):
        return "the experiment yielded a metric twice for the same stratum"
    return ""


def line_of(one: Provenance | SeedRecord) -> bytes:
    kind = "run" if isinstance(one, Provenance) else "seed"
    said: dict[str, Any] = {"kind": kind, **{name: getattr(one, name) for name in _NAMES[kind]}}
    if isinstance(one, Provenance):
        said["run"] = one.run
    return orjson.dumps(said) + b"\n"


def read_line(line: bytes) -> Provenance | SeedRecord:
    said = orjson.loads(line)
    kind = said.pop("kind")
    if kind == "run":
        del said["run"]
        return Provenance(**said)
    values = tuple(
        Value(each["metric"], each["value"], each["stratum"], tuple((x, y) for x, y in each["curve"]))
        for each in said.pop("values")
    )
    return SeedRecord(values=values, **said)
