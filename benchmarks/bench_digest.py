"""Digests of one edition for many readers: planned, composed, rendered and handed over to a local SMTP server.

    python benchmarks/bench_digest.py [--readers 10000] [--server aiosmtpd|sink]

Readers differ: each has fields, most have searches, some follow authors, so that nearly every digest is another one.
The server runs in a process of its own on the same machine and counts what it takes. `sink` is Postfix's smtp-sink
(give its path by --sink): a server that does nothing with what it takes.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
FIELDS = [f"{group}.{letter}" for group in ("cs", "math", "stat", "bio") for letter in "ABCDEFGHIJ"]
WORDS = re.findall(
    r"\w+",
    "diffusion bandit transformer retrieval kernel causal posterior lattice graph policy reward calibrated sparse "
    "quantum protein galaxy turbulence attention gradient sampling estimator robust online federated speech vision",
)
NAMES = [
    f"{first} {last}"
    for first in ("Ada", "Alan", "Emmy", "Kurt")
    for n in range(60)
    for last in (f"Noe{chr(97 + n % 26)}", f"Tur{chr(97 + n % 26)}")
]
SERVER = """
import sys
from aiosmtpd.controller import UnthreadedController
import asyncio
class Count:
    taken = 0
    async def handle_DATA(self, server, session, envelope):
        Count.taken += 1
        print(envelope.rcpt_tos[0], len(envelope.content), flush=False)
        return "250 taken"
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
controller = UnthreadedController(Count(), hostname="127.0.0.1", port=int(sys.argv[1]), loop=loop)
controller.begin()
loop.run_forever()
"""


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--readers", type=int, default=10_000)
    options.add_argument("--papers", type=int, default=1_000)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--server", choices=("aiosmtpd", "sink"), default="aiosmtpd")
    options.add_argument("--sink", default="smtp-sink")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        port = _free_port()
        _settings(home, port, given.processes)
        print(f"{given.papers:,} papers, {given.readers:,} readers, server: {given.server}")
        _prepare(given.papers, given.readers)
        taken = Path(home) / "taken.txt"
        with taken.open("w") as file, _server(given, port, file) as server:
            _wait_for(port)
            spent = _measure(given.readers)
            server.terminate()
        print(f"processor time of the server {_children_s() - spent:.1f} s")
        if given.server == "aiosmtpd":
            _count(taken, given.readers)


def _settings(home: str, port: int, processes: int) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "broadsheet.project.settings",
        "BROADSHEET_HOME": home,
        "BROADSHEET_EMBEDDING": "none",
        "BROADSHEET_MAIL_HOST": "127.0.0.1",
        "BROADSHEET_MAIL_PORT": str(port),
        "BROADSHEET_MAIL_SECURITY": "none",
        "BROADSHEET_MAIL_FROM": "Broadsheet <digest@papers.example.org>",
        "BROADSHEET_MAIL_PROCESSES": str(processes),
        "BROADSHEET_PUBLIC_URL": "https://papers.example.org",
    }


def _prepare(papers: int, readers: int) -> None:
    from broadsheet.server import startup

    startup.prepare()
    from broadsheet.digests.models import Subscriber, Wish
    from broadsheet.editions.freeze import freeze
    from broadsheet.papers.intake import take
    from broadsheet.papers.prepare import prepare
    from broadsheet.papers.record import Record, RecordAuthor
    from broadsheet.search import indexing

    rng = random.Random(1)
    moment = NOW - timedelta(hours=6)

    def abstract() -> str:
        return ". ".join(" ".join(rng.choices(WORDS, k=14)).capitalize() for _ in range(11)) + "."

    records = [
        Record(
            source="bench",
            key=str(n),
            title=" ".join(rng.choices(WORDS, k=9)).capitalize() + f" {n}",
            abstract=abstract(),
            authors=tuple(RecordAuthor(name) for name in rng.sample(NAMES, 4)),
            fields=tuple(rng.sample(FIELDS, 2)),
            published=moment,
        )
        for n in range(papers)
    ]
    take([prepare(record) for record in records], now=moment)
    indexing.catch_up()
    freeze(NOW.date(), NOW - timedelta(hours=1))
    rows = [
        Subscriber(
            id=n,
            address=f"reader{n}@example.org",
            address_key=f"reader{n}@example.org",
            state="active",
            created=moment,
            changed=moment,
            next_due=NOW - timedelta(minutes=30),
        )
        for n in range(1, readers + 1)
    ]
    Subscriber.objects.bulk_create(rows, batch_size=1000)
    searches = [" ".join(rng.sample(WORDS, 2)) for _ in range(300)]
    wishes = [
        Wish(subscriber_id=row.pk, section=section, value=value)
        for row in rows
        for section, source, most in (("fields", FIELDS, 4), ("searches", searches, 3), ("authors", NAMES, 2))
        for value in dict.fromkeys(rng.choices(source, k=rng.randint(section == "fields", most)))
    ]
    Wish.objects.bulk_create(wishes, batch_size=1000)


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _measure(readers: int) -> float:
    from broadsheet.digests.models import Composition
    from broadsheet.mail import run

    began = time.perf_counter()
    report = run.run(lambda: NOW)
    ended = time.perf_counter()
    print(f"planned {report.planned:,}, of which {Composition.objects.count():,} say something different")
    print(f"rendered and handed over {report.outcomes['taken']:,}")
    own = resource.getrusage(resource.RUSAGE_SELF)
    cpu = _children_s() + own.ru_utime + own.ru_stime
    print(
        f"all: {ended - began:.1f} s, {readers / (ended - began):.0f} digests/s; processor time of ours {cpu:.1f} s"
    )
    if report.errors:
        sys.exit(str(report.errors))
    return _children_s()


def _server(given: argparse.Namespace, port: int, file: object) -> subprocess.Popen[bytes]:
    if given.server == "sink":
        user = ["-u", "nobody"] if os.geteuid() == 0 else []  # it will not serve as root
        return subprocess.Popen(
            [given.sink, *user, "-c", f"127.0.0.1:{port}", "100"], stdout=subprocess.DEVNULL
        )
    return subprocess.Popen([sys.executable, "-c", SERVER, str(port)], stdout=file)  # type: ignore[call-overload]


def _count(taken: Path, readers: int) -> None:
    rows = [line.split() for line in taken.read_text().splitlines()]
    counts = Counter(Counter(address for address, _ in rows).values())
    sizes = sorted(int(size) for _, size in rows)
    print(f"the server counted: {dict(counts)} (times: readers); of {readers:,}")
    print(
        f"size of a message: median {sizes[len(sizes) // 2] / 1000:.0f} kB, largest {sizes[-1] / 1000:.0f} kB"
    )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("the server did not start")


if __name__ == "__main__":
    main()
