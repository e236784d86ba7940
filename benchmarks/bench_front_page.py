"""How long the front page takes while readers open claim pages, right after a start.

    python benchmarks/bench_front_page.py [--readers 8] [--pause 1] [--seconds 30] [--again]

A real `broadsheet up` in a new home: the readers begin when it prints its address. Each opens one claim page of the
shipped verdicts after the other, with the style sheets left out and every picture that a desktop shows, and pauses
between two pages. Beside them one process asks for the front page again and again, and one asks a bare page of the
same framework, served by gunicorn's threads in as many processes: what a page on this machine can be at best while the
readers are there. A slow answer counts for every question that it delayed. `--again` stops and starts the same home
once more before it measures. Times are those of clients on the same machine.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from servers import BARE, UP, Server, python_server

SETTINGS = {"BROADSHEET_HARVEST": "no", "BROADSHEET_API_CALLS": "1000000000"}
RESULTS = Path(__file__).parents[1] / "src/broadsheet/claims/results"
SHOWN = re.compile(r'<picture class="by-day"><source [^>]*srcset="([^"]+)"')
LONGEST_S = 300
ASK_EVERY_S = 0.02


class Opened(NamedTuple):
    """One claim page: seconds of the page, of each picture, and how many pictures were not there yet."""

    page_s: float
    pictures_s: list[float]
    missing: int


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--readers", type=int, default=8)
    options.add_argument("--pause", type=float, default=1.0, help="seconds between a reader's two pages")
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--again", action="store_true", help="measure the second start of the home")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(SETTINGS, BROADSHEET_HOME=home)
        if given.again:
            with Server(UP, os.environ, settle_s=30):  # until the worker has done what a new home needs
                pass
        with python_server(BARE) as bare, Server(UP, os.environ, settle_s=0) as server:
            print(
                f"{given.readers} readers, {given.pause:g} s between pages, {os.cpu_count()} cores, "
                f"load {os.getloadavg()[0]:.1f}, answered {server.start_s:.1f} s after the start"
            )
            _measure(server.port, bare, given.readers, given.pause, given.seconds)


def _measure(port: int, bare: int, readers: int, pause: float, seconds: float) -> None:
    until = time.monotonic() + seconds
    claims = sorted(path.name.split(".")[0] for path in RESULTS.glob("*.jsonl.zst"))
    with multiprocessing.get_context("spawn").Pool(readers + 3) as pool:
        opening = [
            pool.apply_async(_read, (port, claims[n * 3 :] + claims[: n * 3], pause, until))
            for n in range(readers)
        ]
        asking = {
            "front page": pool.apply_async(_ask, (port, "/", until)),
            "/trending": pool.apply_async(_ask, (port, "/trending", until)),
            "bare page of the framework": pool.apply_async(_ask, (bare, "/", until)),
        }
        pages = [each for one in opening for each in one.get()]
        rows: dict[str, list[float]] = {name: one.get() for name, one in asking.items()}
    rows["claim page"] = [each.page_s for each in pages]
    rows["picture of a claim page"] = [s for each in pages for s in each.pictures_s]
    rows["all pictures of a claim page"] = [sum(each.pictures_s) for each in pages]
    print(f"{'':32}{'count':>7}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for name, times in rows.items():
        if not times:
            continue
        p50, p99 = statistics.median(times), _quantile(times, 0.99)
        print(f"{name:32}{len(times):>7,}{1e3 * p50:>9.1f}{1e3 * p99:>9.1f}{1e3 * max(times):>9.1f}")
    print(
        f"pictures not there yet: {sum(each.missing for each in pages)}; pages without any: "
        f"{sum(not each.pictures_s for each in pages)} of {len(pages)}"
    )


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def _read(port: int, claims: list[str], pause: float, until: float) -> list[Opened]:
    connection = _connected(port)
    opened: list[Opened] = []
    while time.monotonic() < until:
        page_s, _, page = _timed(connection, f"/claims/{claims[len(opened) % len(claims)]}")
        pictures = [_timed(connection, address) for address in SHOWN.findall(page)]
        missing = sum(status != 200 for _, status, _ in pictures)
        opened.append(Opened(page_s, [each for each, _, _ in pictures], missing))
        time.sleep(pause)
    return opened


def _ask(port: int, address: str, until: float) -> list[float]:
    connection = _connected(port)
    times: list[float] = []
    while time.monotonic() < until:
        took = _timed(connection, address)[0]
        times += [took - n * ASK_EVERY_S for n in range(1 + int(took / ASK_EVERY_S))]
        time.sleep(ASK_EVERY_S)
    return times


def _timed(connection: http.client.HTTPConnection, address: str) -> tuple[float, int, str]:
    begun = time.perf_counter()
    connection.request("GET", address.replace("&amp;", "&"), headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    content = response.read()
    took = time.perf_counter() - begun
    if response.getheader("Content-Encoding") == "gzip" and "html" in response.getheader("Content-Type", ""):
        import gzip

        content = gzip.decompress(content)
    return took, response.status, content.decode(errors="replace")


def _connected(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("localhost", port, timeout=LONGEST_S)


if __name__ == "__main__":
    main()
