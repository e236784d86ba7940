"""Store the verdicts of shipped runs in the package, so that a new instance shows them from its first moment.

They are a function of the records like any other verdict: a test computes them again. A stored verdict of other records
than those of the run is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from broadsheet import files
from broadsheet.claims import discovery, serialisation, verdicts
from broadsheet.claims.comparing import Compared
from broadsheet.claims.findings import compared
from broadsheet.claims.runs import revision, store
from broadsheet.claims.runs.records import Provenance
from broadsheet.claims.verdicts import Verdict

Held = dict[str, Any]


def file() -> Path:
    """One line for each claim, beside the records."""
    return store.SHIPPED / "verdicts.jsonl"


def verdict_of(run: store.Run, digest: str) -> Verdict:
    """The verdict of the run with this digest: the shipped one, else computed now."""
    held = _held(file()).get(run.provenance.claim) if run.shipped else None
    if held and held["records"] == digest:
        return _read(held["verdict"])
    return computed(run)


def source_of(provenance: Provenance) -> str:
    """Digest of the experiment's file that declared what this shipped run was declared with, as it was when its
    verdict was computed: the file may have changed since the run, and the declaration not."""
    held = _held(file()).get(provenance.claim)
    return held["source"] if held and held["run"] == provenance.run else provenance.source


def computed(run: store.Run) -> Verdict:
    return verdicts.verdict(serialisation.from_dict(run.provenance.declaration), run.seeds.values())


def ship(runs: Iterable[store.Run]) -> None:
    """Into the file, beside those of other claims."""
    held, experiments = dict(_held(file())), discovery.experiments()
    for run in runs:
        claim, provenance = run.provenance.claim, run.provenance
        loaded = discovery.load(experiments[claim])
        declared = loaded.declaration.digest(provenance.budget) == provenance.digest
        held[claim] = {
            "claim": claim,
            "run": run.name,
            "records": store.digest(run),
            "source": revision.source(loaded.ref) if declared else provenance.source,
            "verdict": asdict(computed(run)),
        }
    files.write_whole(file(), b"".join(orjson.dumps(held[claim]) + b"\n" for claim in sorted(held)))
    _held.cache_clear()


@cache
def _held(path: Path) -> dict[str, Held]:
    lines = path.read_bytes().splitlines() if path.exists() else []
    return {each["claim"]: each for each in map(orjson.loads, lines)}


def _read(said: Held) -> Verdict:
    return replace(Verdict(**said), hypotheses=_parts(said["hypotheses"]), controls=_parts(said["controls"]))


def _parts(said: Iterable[Held]) -> tuple[Compared, ...]:
    return tuple(map(compared, said))
