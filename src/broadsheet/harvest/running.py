"""Harvest the live sources: each from its cursor, batch by batch, independently of the others."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from broadsheet import config
from broadsheet.errors import BroadsheetError, InputError, TemporaryError
from broadsheet.harvest import sources_file
from broadsheet.harvest.client import Client, Site
from broadsheet.harvest.politeness import Clock, Turnstile, WallClock
from broadsheet.harvest.rejects import Tally
from broadsheet.harvest.source import Batch
from broadsheet.harvest.sources_file import SourceEntry
from broadsheet.papers.intake import Counts, CursorState, take
from broadsheet.papers.models import Cursor
from broadsheet.papers.prepare import prepare

ClientFactory = Callable[[Site], Client]


@dataclass(frozen=True, slots=True)
class Step:
    """Progress of a harvest, reported after each batch."""

    source: str
    counts: Counts
    """Counts of this source so far."""
    expected: int | None
    """Records that the source says it has in all, where it says so."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    source: str
    counts: Counts
    error: BroadsheetError | None = None
    """Why it ended early; what came before is kept, and the next harvest continues there."""


@dataclass(frozen=True, slots=True)
class HarvestReport:
    sources: tuple[SourceReport, ...]

    @property
    def counts(self) -> Counts:
        return sum((report.counts for report in self.sources), Counts())

    @property
    def exit_code(self) -> int:
        return int(any(report.error for report in self.sources))


Progress = Callable[[Step], None]
Unreachable = Callable[[Mapping[str, Site]], Mapping[str, BroadsheetError]]
"""Maps the sources to those that cannot be reached, with the reason."""


def harvest(
    name: str | None = None,
    *,
    since: date | None = None,
    clock: Clock | None = None,
    client_factory: ClientFactory | None = None,
    progress: Progress = lambda step: None,
    path: Path | None = None,
    unreachable: Unreachable = lambda sites: {},
) -> HarvestReport:
    """Bring in what is new from the source named, or from every enabled one, of the sources file.

    `since`: reach back at least to that day. InputError if the sources file or the name is wrong; what goes wrong
    with one source stands in its report. A source that `unreachable` names is not tried.
    """
    clock = clock or WallClock()
    client_factory = client_factory or polite_clients(clock)
    chosen = _chosen(path or sources_file.default_path(), name)
    silent = unreachable({entry.name: entry.site for entry in chosen})
    return HarvestReport(
        tuple(
            SourceReport(entry.name, Counts(), silent[entry.name])
            if entry.name in silent
            else _harvest_one(entry, since, clock, client_factory, progress)
            for entry in chosen
        )
    )


def polite_clients(clock: Clock) -> ClientFactory:
    turnstile = Turnstile(config.read("HOME") / "harvest" / "hosts", clock)
    return lambda site: Client(site, turnstile)


def _chosen(path: Path, name: str | None) -> list[SourceEntry]:
    """A name that the file lacks may be one of those that come with Broadsheet: an older home's file has fewer."""
    entries = sources_file.load(path)
    if name is None:
        return [entry for entry in entries if entry.enabled]
    if found := [entry for entry in (*entries, *sources_file.shipped()) if entry.name == name]:
        return found[:1]
    known = ", ".join(entry.name for entry in entries)
    raise InputError("The sources file has no source of this name", name, f"Sources: {known}.")


def _harvest_one(
    entry: SourceEntry, since: date | None, clock: Clock, client_factory: ClientFactory, progress: Progress
) -> SourceReport:
    counts, tally = Counts(), Tally(entry.name)
    try:
        with _alone(entry.name), client_factory(entry.site) as client:
            for batch in _batches(entry, since, client):
                counts += _keep(entry.name, batch, tally, _now(clock))
                progress(Step(entry.name, counts, batch.expected))
    except BroadsheetError as error:
        return SourceReport(entry.name, counts, error)
    return SourceReport(entry.name, counts)


def _batches(entry: SourceEntry, since: date | None, client: Client) -> Iterator[Batch]:
    row = Cursor.objects.filter(source=entry.name).first()
    return entry.module.harvest(entry.options, dict(row.state) if row else {}, since, client)


def _keep(source: str, batch: Batch, tally: Tally, now: datetime) -> Counts:
    """Records, rejects and cursor in one transaction: killed here, the batch is either whole or not there."""
    return take(
        [prepare(record) for record in batch.records],
        now=now,
        cursor=CursorState(source, batch.cursor),
        rejects=tally.add(batch.rejected),
        rejected=len(batch.rejected),
    )


@contextmanager
def _alone(source: str) -> Iterator[None]:
    """One harvest of a source at a time; the lock ends with its process."""
    folder: Path = config.read("HOME") / "harvest"
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / f"{source}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise TemporaryError("A source is harvested once at a time", source, "Wait for the other.") from error
    else:
        yield
    finally:
        os.close(file)


def _now(clock: Clock) -> datetime:
    return datetime.fromtimestamp(clock.now(), UTC)
