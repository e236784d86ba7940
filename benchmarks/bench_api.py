"""Requests a second of the JSON routes: answers kept, revalidated (304), and made anew.

    python benchmarks/bench_api.py [--papers 5000] [--seconds 4] [--clients 8]
    python benchmarks/bench_api.py --cpu [--profile ROUTE]

A real `broadsheet up` with two web processes in a home of its own. The peer in the same run is bare gunicorn with the
same processes and threads, answering a fixed body of the size of the first route: what the web server alone can do.
An answer is made anew because its address has a number that was never asked for. The clients share the machine.
`--cpu` counts instead the processor time that an answer made anew takes in one process, with no web server around it:
the lowest of ten parts, which other work on the machine changes little. Two cores then serve at most 2,000 / ms a second.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import os
import pstats
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from clients import ask, connected, rate
from servers import UP, Server, python_server

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROUTES = (
    "/api/daily_papers?date=2026-11-20",
    "/api/daily_papers",
    "/api/papers/2611.00007",
    "/api/v1/papers",
    "/api/v1/papers?field=cs.B",
    "/api/v1/papers/2611.00007",
    "/api/v1/search?q=calibrated+bandit",
    "/api/v1/editions/2026-11-20",
    "/api/v1/trending",
    "/api/v1/ledger",
)
WORDS = (
    "diffusion",
    "bandit",
    "transformer",
    "retrieval",
    "kernel",
    "causal",
    "posterior",
    "calibrated",
    "sparse",
)
FEEDS = ("/feeds/front.atom", "/feeds/trending.rss", "/feeds/day/2026-11-20.json")
SETTINGS = {"BROADSHEET_HARVEST": "no", "BROADSHEET_EMBEDDING": "none", "BROADSHEET_API_CALLS": "1000000000"}
PEER = """
import sys
from gunicorn.app.base import BaseApplication
body = b"x" * int(sys.argv[2])
def answer(environ, start):
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
class Server(BaseApplication):
    def load_config(self):
        for name, value in {"bind": f"127.0.0.1:{sys.argv[1]}", "workers": 2, "threads": 4,
                            "worker_class": "gthread", "loglevel": "error"}.items():
            self.cfg.set(name, value)
    def load(self):
        return answer
sys.argv[1:], (port, size) = [], sys.argv[1:]
sys.argv += [port, size]
Server().run()
"""


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--papers", type=int, default=5_000)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--cpu", action="store_true")
    options.add_argument("--profile", default="", metavar="ROUTE")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(SETTINGS, BROADSHEET_HOME=home)
        _prepare(given.papers)
        print(
            f"{given.papers:,} papers, {given.clients} clients, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )
        if given.cpu or given.profile:
            _processor_time([given.profile] if given.profile else [*ROUTES, *FEEDS], bool(given.profile))
            return
        print(f"{'route':40}{'bytes':>9}{'kept/s':>9}{'304/s':>9}{'anew/s':>9}{'ms anew':>9}")
        with Server(UP, os.environ, settle_s=3) as server:
            for route in ROUTES:
                _row(server.port, route, given.seconds, given.clients)
            size = len(ask(connected(server.port), ROUTES[0])[1])
        with python_server(PEER, str(size)) as port:
            peer = rate(port, lambda: "/", given.seconds, given.clients)
            print(f"{'bare gunicorn, fixed answer':40}{size:>9,}{peer:>9,.0f}")


def _prepare(papers: int) -> None:
    from broadsheet.server import startup

    startup.prepare()
    from broadsheet.editions.freeze import freeze
    from broadsheet.papers.intake import take
    from broadsheet.papers.prepare import prepare
    from broadsheet.ranking import trending
    from broadsheet.search import indexing

    for start in range(0, papers, 1_000):
        take([prepare(_record(n)) for n in range(start, min(start + 1_000, papers))], now=NOW)
    trending.refresh(NOW)
    freeze(DAY, NOW)
    indexing.catch_up()


def _record(number: int):  # type: ignore[no-untyped-def]
    from broadsheet.papers.record import Identifier, Record, RecordAuthor, RecordListing

    words = [WORDS[(number * step) % len(WORDS)] for step in (1, 5, 7)]
    day = DAY - timedelta(days=number // 100)
    name = f"{day:%y%m}.{number:05}"
    return Record(
        source="arxiv",
        key=name,
        title=f"{' '.join(words).title()} number {number}",
        abstract=" ".join(WORDS[(number + i) % len(WORDS)] for i in range(180)),
        authors=tuple(RecordAuthor(f"Author {(number * 7 + i) % 4_000}") for i in range(8)),
        published=datetime(day.year, day.month, day.day, tzinfo=UTC),
        fields=(f"cs.{chr(65 + number % 8)}",),
        identifiers=(Identifier("arxiv", name),),
        listings=(RecordListing(f"hub-{day}", f"Day {day}", number % 100, day=day, upvotes=number % 50),),
    )


def _processor_time(routes: Sequence[str], profiled: bool) -> None:
    from django.test import RequestFactory

    from broadsheet.project.wsgi import application

    factory = RequestFactory(headers={"host": "localhost"})
    print(f"{'route':40}{'bytes':>9}{'CPU ms':>9}")
    for route in routes:
        numbers, sign = itertools.count(), "&" if "?" in route else "?"

        def answer(route: str = route, sign: str = sign, numbers: Iterator[int] = numbers) -> int:
            _forget_kept()
            environ = factory.get(f"{route}{sign}unknown={next(numbers)}").environ
            return sum(map(len, application(environ, lambda status, headers: None)))

        size = [answer() for _ in range(3)][-1]
        times = []
        profile = cProfile.Profile() if profiled else None
        for _ in range(60):
            begun = time.process_time()
            profile.runcall(answer) if profile else answer()
            times.append(time.process_time() - begun)
        print(f"{route:40}{size:>9,}{1_000 * statistics.quantiles(times, n=10)[0]:>9.2f}", flush=True)
        if profile:
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)


def _forget_kept() -> None:
    """Feeds look at no parameter that they do not know, so a new number does not make them anew."""
    from broadsheet.http import cached

    cached.answer_store.cache_clear()


def _row(port: int, route: str, seconds: float, clients: int) -> None:
    head, body = ask(connected(port), route)
    etag = next(line.split(b": ", 1)[1] for line in head.split(b"\r\n") if line.lower().startswith(b"etag: "))
    kept = rate(port, lambda: route, seconds, clients)
    revalidated = rate(port, lambda: route, seconds, clients, b"If-None-Match: " + etag + b"\r\n")
    numbers, sign = itertools.count(), "&" if "?" in route else "?"
    anew = rate(port, lambda: f"{route}{sign}unknown={next(numbers)}", seconds, clients)
    alone = 1_000 / rate(port, lambda: f"{route}{sign}alone={next(numbers)}", seconds, 1)
    print(f"{route:40}{len(body):>9,}{kept:>9,.0f}{revalidated:>9,.0f}{anew:>9,.0f}{alone:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
