"""Sweep that harvests the sources that are due.

The time of the last try is stored in the database, so that restarts of the worker do not send more requests."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from broadsheet import config
from broadsheet.harvest import running, sources_file
from broadsheet.harvest.running import SourceReport
from broadsheet.papers.models import Cursor

logger = logging.getLogger("broadsheet.worker")

AFTER_FAILURE = timedelta(minutes=30)
TRIED = "tried:"
"""Before a source's name: the cursor that says when it was last tried and what went wrong."""


def harvest_due(clock: Callable[[], datetime], stopping: Callable[[], bool]) -> list[SourceReport]:
    """Harvest every source that is due, one after the other; a failure is kept and logged."""
    reports: list[SourceReport] = []
    for name in due_sources(clock()):
        if stopping():
            break
        for report in running.harvest(name).sources:
            _keep(report, clock())
            reports.append(report)
    return reports


def due_sources(now: datetime) -> list[str]:
    names = [entry.name for entry in sources_file.load(sources_file.default_path()) if entry.enabled]
    tried = {row.source: row for row in Cursor.objects.filter(source__in=[TRIED + name for name in names])}
    return [name for name in names if _is_due(tried.get(TRIED + name), now)]


def _is_due(tried: Cursor | None, now: datetime) -> bool:
    if tried is None:
        return True
    every = timedelta(hours=config.read("HARVEST_EVERY_HOURS"))
    wait = min(every, AFTER_FAILURE) if tried.state.get("error") else every
    return tried.at + wait <= now


def _keep(report: SourceReport, now: datetime) -> None:
    error = str(report.error) if report.error else ""
    state = {"error": error, "new": report.counts.new, "updated": report.counts.updated}
    Cursor.objects.update_or_create(source=TRIED + report.source, defaults={"state": state, "at": now})
    if report.error:
        logger.warning("harvest of %s: %s", report.source, error)
    else:
        logger.info("harvest of %s: %s new, %s updated", report.source, state["new"], state["updated"])
