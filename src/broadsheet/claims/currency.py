"""Detect stale runs: those whose experiment has changed its declaration since.

While the experiment's file is unchanged, so is its declaration, and nothing is imported. Else a process of its own
imports it, so that neither the worker nor a command loads the lab's libraries; its answer is cached in the home.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

from broadsheet import files
from broadsheet.claims import discovery
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.runs import revision
from broadsheet.claims.runs.records import Provenance
from broadsheet.claims.runs.store import lab_folder
from broadsheet.errors import SetupError

Digests = dict[str, str]
"""{budget: digest}; empty when the experiment cannot be imported here."""


_unknown: set[str] = set()
"""Experiments that could not be imported: tried again by the next process, not by the next sweep of this one."""


class Currency:
    """Starts at most one process, for all runs whose experiment's file has changed."""

    def __init__(self, home: Path) -> None:
        self.path = lab_folder(home) / "declared.json"
        self.experiments = discovery.experiments()
        self.sources = {claim: revision.source(ref) for claim, ref in self.experiments.items()}

    def stale(self, runs: Iterable[Provenance]) -> set[str]:
        """Names of the runs with another declaration. If that cannot be determined, a run counts as current."""
        changed = [run for run in runs if self.sources.get(run.claim, run.source) != run.source]
        digests = self._digests({run.claim for run in changed})
        return {
            run.run for run in changed if digests.get(run.claim, {}).get(run.budget, run.digest) != run.digest
        }

    def _digests(self, claims: set[str]) -> Mapping[str, Digests]:
        cached: dict[str, Digests] = orjson.loads(self.path.read_bytes()) if self.path.exists() else {}
        keys = {claim: f"{self.experiments[claim].module}:{self.sources[claim]}" for claim in claims}
        missing = {
            claim: self.experiments[claim]
            for claim, key in keys.items()
            if key not in cached and key not in _unknown
        }
        if missing:
            answers = {keys[claim]: digests for claim, digests in _ask(missing).items()}
            _unknown.update(key for key, digests in answers.items() if not digests)
            cached |= {key: digests for key, digests in answers.items() if digests}
            self.path.parent.mkdir(parents=True, exist_ok=True)
            files.write_whole(self.path, orjson.dumps(cached))
        return {claim: cached.get(key, {}) for claim, key in keys.items()}


def _ask(those: Mapping[str, ExperimentRef]) -> dict[str, Digests]:
    command = [sys.executable, "-m", "broadsheet.claims.currency"]
    question = orjson.dumps([[ref.ledger_id, ref.module] for ref in those.values()])
    answer = subprocess.run(command, input=question, capture_output=True, check=False, process_group=0)
    return dict(orjson.loads(answer.stdout)) if answer.returncode == 0 else {}


def _answer() -> None:
    answer: dict[str, Digests] = {}
    for claim, module in orjson.loads(sys.stdin.buffer.read()):
        try:
            declared = discovery.load(ExperimentRef(claim, module)).declaration
            answer[claim] = {budget: declared.digest(budget) for budget in ("quick", "full")}
        except SetupError:
            answer[claim] = {}
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    _answer()
