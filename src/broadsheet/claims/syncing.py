"""Bring the tables up to the run files: every run with its verdict, and every claim's status.

Doing it again writes nothing. The run that decides: of the complete runs of the full budget under the current
declaration, shipped or of this instance, the one that was begun last. Quick runs are shown, never counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from broadsheet import __version__
from broadsheet.claims import discovery, serialisation, shipped_verdicts
from broadsheet.claims.currency import Currency
from broadsheet.claims.declaration import Declaration
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.ledger import REVISION
from broadsheet.claims.models import REACHED, Claim, ClaimStatus, Run
from broadsheet.claims.run_files import Key, RunFiles, Stamp, Summary
from broadsheet.claims.runs import store
from broadsheet.claims.runs.records import Provenance, SeedRecord
from broadsheet.claims.statistics.false_discovery import q_values
from broadsheet.papers.models import Counter


def sync(home: Path, now: datetime, *, ask_what_is_stale: bool = True) -> int:
    """Returns how many rows were written. Whether declarations have changed may take a process that imports them:
    without it all runs count as current, until the next time."""
    return Tables(home, ask_what_is_stale).follow(now)


class Tables:
    """State of the worker between its turns: nothing is read, imported or written while nothing has changed."""

    def __init__(self, home: Path, ask_what_is_stale: bool = True) -> None:
        self._home, self._asks = home, ask_what_is_stale
        self._files = RunFiles(home)
        self._experiments: list[ExperimentRef] = []
        self._state: object = None

    def follow(self, now: datetime) -> int:
        """Returns how many rows were written. A turn that wrote some is followed by one that looks again."""
        files = self._files.state()
        state = files, discovery.state(self._experiments), Counter.read(REVISION)
        if state == self._state:
            return 0
        written = self._write(files, now)
        self._state = None if written else state
        return written

    def _write(self, files: Mapping[Path, Stamp], now: datetime) -> int:
        held = _held()
        changed = [
            _computed(run, digest)
            for run, digest in self._files.read(files, held)
            if held.get(_key(run)) != digest
        ]
        runs = self._files.summaries()
        gone = {key for key in held if key[2]} - {run.key for run in runs}
        stale = self._stale(runs) if self._asks else set()
        with transaction.atomic():
            for each in changed:
                _write(*each)
            written = len(changed) + sum(_remove(key) for key in gone)
            written += _mark_stale(stale)
            written += _update_verdicts(now)
            if written:
                Counter.advance(REVISION)
        return written

    def _stale(self, runs: Iterable[Summary]) -> set[str]:
        currency = Currency(self._home)
        self._experiments = list(currency.experiments.values())
        return currency.stale(_declared(run) for run in runs)


def _declared(run: Summary) -> Provenance:
    if not run.shipped:
        return run.provenance
    return replace(run.provenance, source=shipped_verdicts.source_of(run.provenance))


def _held() -> dict[Key, str]:
    """Digests of the runs in the tables; of those that another version of Broadsheet wrote there is none."""
    columns = ("claim__ledger_id", "name", "shipped", "content")
    return {
        (claim, name, shipped): content.removeprefix(_content("")) if content.startswith(_content("")) else ""
        for claim, name, shipped, content in Run.objects.values_list(*columns)
    }


def _key(run: store.Run) -> Key:
    return run.provenance.claim, run.name, run.shipped


def _content(digest: str) -> str:
    return f"{__version__} {digest}"


def _computed(run: store.Run, digest: str) -> tuple[store.Run, Declaration, dict[str, Any]]:
    """Computed before the tables are locked."""
    declared = serialisation.from_dict(run.provenance.declaration)
    return run, declared, _columns(declared, run, digest)


def row_of(run: store.Run) -> Run:
    """A run's row as `sync` would write it, of a claim that need not be in the tables."""
    declared = serialisation.from_dict(run.provenance.declaration)
    claim = Claim(ledger_id=declared.ledger_id, title=declared.paper)
    return Run(claim=claim, name=run.name, shipped=run.shipped, **_columns(declared, run, store.digest(run)))


def _write(run: store.Run, declared: Declaration, columns: Mapping[str, Any]) -> None:
    claim = _claim(declared, run)
    Run.objects.update_or_create(claim=claim, name=run.name, shipped=run.shipped, defaults=columns)


def _columns(declared: Declaration, run: store.Run, digest: str) -> dict[str, Any]:
    provenance, seeds = run.provenance, list(run.seeds.values())
    verdict = shipped_verdicts.verdict_of(run, digest)
    return {
        "budget": provenance.budget,
        "digest": provenance.digest,
        "revision": provenance.revision,
        "package": provenance.package,
        "versions": dict(provenance.versions),
        "fidelity": declared.fidelity.value,
        "device": seeds[0].device[:200],
        "first_seed": provenance.first_seed,
        "begun": datetime.fromisoformat(provenance.begun),
        "seeds": verdict.seeds,
        "failed": verdict.failed,
        "seconds": run.seconds,
        "complete": is_complete(declared, run),
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "effect": verdict.main.effect,
        "low": verdict.main.low,
        "high": verdict.main.high,
        "margin": verdict.main.margin,
        "p_value": verdict.p_value,
        "hypotheses": [asdict(each) for each in verdict.hypotheses],
        "controls": [asdict(each) for each in verdict.controls],
        "declaration": dict(provenance.declaration),
        "values": _values(seeds),
        "content": _content(digest),
    }


def is_complete(declared: Declaration, run: store.Run) -> bool:
    first, wanted = run.provenance.first_seed, declared.budget(run.provenance.budget).seeds
    seeds = range(first, first + wanted)
    return all((arm.name, seed) in run.seeds for arm in declared.arms for seed in seeds)


def _values(seeds: Iterable[SeedRecord]) -> Mapping[str, Mapping[str, list[tuple[int, str, float]]]]:
    values: dict[str, dict[str, list[tuple[int, str, float]]]] = defaultdict(lambda: defaultdict(list))
    for record in sorted(seeds, key=lambda record: record.seed):
        for value in record.values:
            values[value.metric][record.arm].append((record.seed, value.stratum, value.value))
    return values


def _claim(declared: Declaration, run: store.Run) -> Claim:
    """The claim's row; an installed package may test a claim that the ledger does not have."""
    row, _ = Claim.objects.get_or_create(
        ledger_id=declared.ledger_id,
        defaults={
            "title": declared.paper,
            "family": run.provenance.module.partition(".")[0],
            "sentence": declared.sentence,
            "feasible": "yes" if declared.fidelity == "direct" else "scaled-down",
        },
    )
    return row


def _remove(key: Key) -> int:
    claim, name, shipped = key
    return Run.objects.filter(claim__ledger_id=claim, name=name, shipped=shipped).delete()[0]


def _mark_stale(names: set[str]) -> int:
    newly = Run.objects.filter(name__in=names, stale=False).update(stale=True)
    return newly + Run.objects.filter(stale=True).exclude(name__in=names).update(stale=False)


def _update_verdicts(now: datetime) -> int:
    """Update the verdict of every claim from the rows of its runs."""
    counted: dict[int, Run] = {}
    rows = Run.objects.filter(budget="full", complete=True).order_by("-stale", "begun", "shipped")
    for run in rows.only("claim_id", "stale", "outcome", "p_value", "begun"):
        counted[run.claim_id] = run
    q_value_of = _q_values([run for run in counted.values() if not run.stale])
    written = 0
    for claim in Claim.objects.filter(pk__in=counted) | Claim.objects.exclude(verdict=""):
        written += _stand_one(claim, counted.get(claim.pk), q_value_of.get(claim.pk), now)
    return written


def _stand_one(claim: Claim, run: Run | None, q_value: float | None, now: datetime) -> int:
    verdict = "" if run is None else ClaimStatus.STALE.value if run.stale else run.outcome
    run_id = run.pk if run else None
    if (claim.verdict, claim.run_id, claim.q_value) == (verdict, run_id, q_value):
        return 0
    if claim.verdict != verdict:
        claim.verdict_since = now
    claim.verdict, claim.run_id, claim.q_value = verdict, run_id, q_value
    claim.save(update_fields=["verdict", "verdict_since", "run", "q_value"])
    return 1


def _q_values(runs: list[Run]) -> dict[int, float]:
    """Over all claims that were tested; a run without a p-value (no values at all) has none."""
    tested = [
        (run.claim_id, run.p_value) for run in runs if run.p_value is not None and run.outcome in REACHED
    ]
    if not tested:
        return {}
    values = q_values([p for _, p in tested])
    return {claim: float(q) for (claim, _), q in zip(tested, values, strict=True)}
