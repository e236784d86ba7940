"""Pages a second: stored ones, those made anew, and a bare page of the same framework.

    python benchmarks/bench_pages.py [--papers N] [--data FOLDER] [--seconds 5] [--clients 8]
    python benchmarks/bench_pages.py --cpu [--profile PAGE]

A real `broadsheet up` with two web processes, in a new home with the built-in papers, and with N of the corpora too.
The clients ask without pauses, on the same machine. A page is made anew because its address has a number that was
never asked for; papers, claims and queries alternate. `--cpu` counts instead the processor time of a page made anew in
one process without a web server around it, median and lowest tenth of 120: two cores serve at most 2,000 / ms a second,
whatever else runs on them. Without embeddings unless BROADSHEET_EMBEDDING is set.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import os
import pstats
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from bench_import import CORPORA, chosen_files
from clients import rate
from servers import BARE, UP, Server, python_server

SETTINGS = {"BROADSHEET_HARVEST": "no", "BROADSHEET_API_CALLS": "1000000000"}
WORDS = (
    *("attention", "bandit", "calibrated", "causal", "diffusion", "graph", "kernel", "language", "policy"),
    *("posterior", "retrieval", "reward", "sparse", "transformer", "vision"),
)
SAMPLE = 60
CPU_TRIES = 120


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--papers", type=int, default=0, help="of the corpora, beside the built-in ones")
    options.add_argument("--data", type=Path, default=CORPORA, help="folder of .jsonl.zst files")
    options.add_argument("--home", type=Path, help="an instance that is there already")
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--cpu", action="store_true")
    options.add_argument("--profile", default="", metavar="PAGE")
    given = options.parse_args()
    os.environ.setdefault("BROADSHEET_EMBEDDING", "none")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(SETTINGS, BROADSHEET_HOME=str(given.home or folder))
        pages = _prepare(given.data, 0 if given.home else given.papers)
        if given.cpu or given.profile:
            _print_processor_time(pages, given.profile)
        else:
            _print_rates(pages, given.seconds, given.clients)


def _prepare(data: Path, papers: int) -> dict[str, list[str]]:
    """Some addresses of each kind of page."""
    from broadsheet.server import startup

    startup.prepare()
    from broadsheet.claims.models import Claim
    from broadsheet.harvest.importing import import_file
    from broadsheet.papers.models import Paper
    from broadsheet.process import now
    from broadsheet.search import indexing

    startup.load_built_in(lambda text: None)
    if papers:
        with tempfile.TemporaryDirectory() as folder:
            for file in chosen_files(data, papers, Path(folder)):
                import_file(file, now)
        indexing.catch_up()
    print(f"{Paper.objects.count():,} papers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    ids = Paper.objects.order_by("-id").values_list("public_id", flat=True)[: SAMPLE * 8 : 8]
    tested = Claim.objects.exclude(run=None).values_list("ledger_id", flat=True)
    return {
        "front": ["/"],
        "ledger": ["/ledger"],
        "paper": [f"/papers/{quote(public_id)}" for public_id in ids],
        "claim": [f"/claims/{claim}" for claim in tested],
        "search": [f"/search?q={a}+{b}" for a, b in itertools.combinations(WORDS, 2)][:SAMPLE],
    }


def _print_rates(pages: dict[str, list[str]], seconds: float, clients: int) -> None:
    with Server(UP, os.environ, settle_s=20) as server:
        print(f"{'':10}{'stored/s':>10}{'anew/s':>10}   {clients} clients")
        for name, addresses in pages.items():
            stored = rate(server.port, _in_turn(addresses[:8]), seconds, clients)
            anew = rate(server.port, _numbered(addresses), seconds, clients)
            print(f"{name:10}{stored:>10,.0f}{anew:>10,.0f}", flush=True)
    with python_server(BARE) as port:
        print(f"{'bare page':10}{rate(port, lambda: '/', seconds, clients):>10,.0f}")


def _in_turn(addresses: Sequence[str]) -> Callable[[], str]:
    return partial(next, itertools.cycle(addresses))


def _numbered(addresses: Sequence[str]) -> Callable[[], str]:
    numbered = (
        f"{address}{'&' if '?' in address else '?'}n={number}"
        for number, address in enumerate(itertools.cycle(addresses))
    )
    return _Shared(numbered)


class _Shared:
    """A generator that several threads ask."""

    def __init__(self, addresses: Iterator[str]) -> None:
        self._addresses, self._lock = addresses, threading.Lock()

    def __call__(self) -> str:
        with self._lock:
            return next(self._addresses)


def _print_processor_time(pages: dict[str, list[str]], profiled: str) -> None:
    from django.test import RequestFactory

    from broadsheet.project.wsgi import application

    factory = RequestFactory(headers={"host": "localhost"})

    def answer(address: str) -> int:
        return sum(map(len, application(factory.get(address).environ, lambda status, headers: None)))

    print(f"{'':10}{'bytes':>9}{'median ms':>11}{'lowest tenth':>14}")
    for name, addresses in pages.items():
        if profiled in ("", name):
            _print_row(name, answer, _numbered(addresses), bool(profiled))


def _print_row(name: str, answer: Callable[[str], int], address: Callable[[], str], profiled: bool) -> None:
    size = [answer(address()) for _ in range(SAMPLE // 4)][-1]
    times, profile = [], cProfile.Profile() if profiled else None
    for _ in range(CPU_TRIES):
        begun = time.process_time()
        profile.runcall(answer, address()) if profile else answer(address())
        times.append(1_000 * (time.process_time() - begun))
    lowest = statistics.quantiles(times, n=10)[0]
    print(f"{name:10}{size:>9,}{statistics.median(times):>11.2f}{lowest:>14.2f}", flush=True)
    if profile:
        pstats.Stats(profile).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    main()
