"""Which sources do not answer at all, known within seconds: all their hosts are connected to at once, and nothing
is asked of them. A harvest proper is patient, with each source after the other."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping, Sequence

import httpcore

from broadsheet.errors import BroadsheetError, TemporaryError
from broadsheet.harvest.client import Site
from broadsheet.harvest.network import GuardedBackend, Resolve, resolve
from broadsheet.harvest.sources_file import SourceEntry

WITHIN_S = 5.0
PORTS = (443, 80)
"""Of a host that is declared without one."""


def unreachable(
    entries: Sequence[SourceEntry], resolve: Resolve = resolve, within_s: float = WITHIN_S
) -> Mapping[str, BroadsheetError]:
    """By the name of the source, why none of its hosts can be connected to."""
    answers: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    for entry in entries:
        # A thread that resolves a name cannot be ended: it is left to itself.
        threading.Thread(target=_try, args=(entry, resolve, within_s, answers), daemon=True).start()
    waiting = {entry.name: f"no connection within {within_s:g} s" for entry in entries}
    deadline = time.monotonic() + within_s
    failed: dict[str, str] = {}
    while waiting and (left_s := deadline - time.monotonic()) > 0:
        try:
            name, why = answers.get(timeout=left_s)
        except queue.Empty:
            break
        del waiting[name]
        failed |= {name: why} if why else {}
    hosts = {entry.name: ", ".join(sorted(entry.site.hosts)) for entry in entries}
    return {name: _silent(hosts[name], why) for name, why in (failed | waiting).items()}


def _silent(hosts: str, why: str) -> TemporaryError:
    return TemporaryError(
        "The source does not answer",
        f"{hosts}: {why}",
        "Look whether this machine has a network; harvest again later, nothing is lost.",
    )


def _try(
    entry: SourceEntry, resolve: Resolve, within_s: float, answers: queue.SimpleQueue[tuple[str, str]]
) -> None:
    answers.put((entry.name, _failure(entry.site, resolve, within_s)))


def _failure(site: Site, resolve: Resolve, within_s: float) -> str:
    """Of the last host, where all fail. A host that a source must not reach is the harvest's own to refuse."""
    backend = GuardedBackend(site.allow_private, resolve, lambda: within_s)
    why = ""
    for place in sorted(site.hosts):
        host, _, port = place.rpartition(":") if place.rpartition(":")[2].isdecimal() else (place, "", "")
        for number in [int(port)] if port else PORTS:
            try:
                backend.connect_tcp(host.strip("[]"), number, timeout=within_s).close()
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                why = str(error) or type(error).__name__
            except BroadsheetError:
                return ""
            else:
                return ""
    return why
