"""Check within seconds which sources are reachable: connect to all their hosts at once, and send no request.

The harvest itself is patient, and treats one source after the other."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping

import httpcore

from broadsheet.errors import BroadsheetError, TemporaryError
from broadsheet.harvest.client import Site
from broadsheet.harvest.network import GuardedBackend, Resolve, resolve

WITHIN_S = 5.0
PORTS = (443, 80)
"""Ports tried on a host that is declared without one."""


def unreachable(
    sites: Mapping[str, Site], resolve: Resolve = resolve, within_s: float = WITHIN_S
) -> Mapping[str, BroadsheetError]:
    """{name of the source: why none of its hosts can be connected to}"""
    answers: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    for name, site in sites.items():
        # A thread that resolves a name cannot be ended: it is left to itself.
        threading.Thread(target=_try, args=(name, site, resolve, within_s, answers), daemon=True).start()
    waiting = dict.fromkeys(sites, f"no connection within {within_s:g} s")
    deadline = time.monotonic() + within_s
    failed: dict[str, str] = {}
    while waiting and (left_s := deadline - time.monotonic()) > 0:
        try:
            name, why = answers.get(timeout=left_s)
        except queue.Empty:
            break
        del waiting[name]
        failed |= {name: why} if why else {}
    return {
        name: _silent(", ".join(sorted(sites[name].hosts)), why) for name, why in (failed | waiting).items()
    }


def _silent(hosts: str, why: str) -> TemporaryError:
    return TemporaryError(
        "The source does not answer",
        f"{hosts}: {why}",
        "Look whether this machine has a network; harvest again later, nothing is lost.",
    )


def _try(
    name: str, site: Site, resolve: Resolve, within_s: float, answers: queue.SimpleQueue[tuple[str, str]]
) -> None:
    answers.put((name, _failure(site, resolve, within_s)))


def _failure(site: Site, resolve: Resolve, within_s: float) -> str:
    """The failure of the last host if all fail. Forbidden hosts are refused by the harvest, not here."""
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
