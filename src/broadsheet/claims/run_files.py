"""Cache of run files, those of the package and those of a home, with a summary of each as last read.

A file is read when its size or time has changed: unchanged files cost a listing of their folders, however many runs
they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from broadsheet.claims.runs import store
from broadsheet.claims.runs.records import Provenance

Key = tuple[str, str, bool]
"""(claim, name of the run, whether it is shipped)"""
Stamp = tuple[int, int, int]


class Summary(NamedTuple):
    """The cached part of a run: neither its seeds nor its declaration."""

    provenance: Provenance
    digest: str
    shipped: bool

    @property
    def key(self) -> Key:
        return self.provenance.claim, self.provenance.run, self.shipped


class _File(NamedTuple):
    stamp: Stamp
    summaries: tuple[Summary, ...]


@dataclass
class RunFiles:
    home: Path
    _known: dict[Path, _File] = field(default_factory=dict)

    def state(self) -> Mapping[Path, Stamp]:
        """Changes with every record that is added, and every file that is added or removed."""
        return {path: found for path in self._paths() if (found := stamp(path))}

    def read(self, state: Mapping[Path, Stamp], held: Mapping[Key, str]) -> Iterator[tuple[store.Run, str]]:
        """Runs with their digests, of every file that is not as it was or holds other runs than are `held`
        (digests by key). The files of one that is gone are forgotten."""
        self._known = {path: known for path, known in self._known.items() if path in state}
        for path, at in state.items():
            known = self._known.get(path)
            if (
                known
                and known.stamp == at
                and all(held.get(each.key) == each.digest for each in known.summaries)
            ):
                continue
            runs = [(run, store.digest(run)) for run in self._runs(path)]
            self._known[path] = _File(at, tuple(_summary(run, digest) for run, digest in runs))
            yield from runs

    def summaries(self) -> list[Summary]:
        """Summaries of all runs, as of the last `read`."""
        return [summary for known in self._known.values() for summary in known.summaries]

    def _paths(self) -> Iterator[Path]:
        yield from map(store.shipped_file, store.shipped_claims())
        for claim in store.instance_claims(self.home):
            yield from (store.file_of(self.home, claim, budget) for budget in ("full", "quick"))

    def _runs(self, path: Path) -> list[store.Run]:
        if path.parent == store.SHIPPED:
            return store.runs_in(path, shipped=True)[:1]
        return [run for run in store.runs_in(path) if run.seeds]


def stamp(path: Path) -> Stamp | None:
    """Size and time of the file, which differ once it was written; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _summary(run: store.Run, digest: str) -> Summary:
    return Summary(replace(run.provenance, declaration={}), digest, run.shipped)
