"""Feed requests a second, from the real server: kept answers, conditional requests, and answers made anew.

    python benchmarks/bench_feeds.py [--papers 20000] [--seconds 8] [--connections 8] [--home DIR]

The peer is Django's own syndication view of the same edition on the same server with the same settings, plain and
behind Django's `cache_page`. The client is one process with keep-alive connections; it shares the machine with the
server, so what it costs is in the figures. Answers are made anew by asking under another host name each time; then
the answer is not kept but most of its items are, as after a change of the ranking. Of the authors' feeds nothing is.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from servers import UP, Server

FORMS = ("atom", "rss", "json")
FIELDS = [f"cs.{letter}{other}" for letter in "ABCDEFGHIJ" for other in "ABCD"]
WORDS = [
    "diffusion",
    "bandit",
    "transformer",
    "retrieval",
    "kernel",
    "causal",
    "posterior",
    "lattice",
    "graph",
    "policy",
    "reward",
    "calibrated",
]
AUTHORS = 5_000
DAY = datetime.now(UTC)
HOST = "bench.example"
Requests = Iterator[bytes]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--home", type=Path, help="a home that is filled already")
    parser.add_argument("--peer", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer is not None:
        return serve_peer(options.peer)
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        environment = _environment(home)
        if options.home is None:
            _fill(environment, options.papers)
        print(f"{'':44}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'KB':>7}")
        with Server(UP, environment) as server:
            _measure(server, options)
        with Server([sys.executable, __file__, "--peer", "0"], environment) as server:
            _measure_peer(server, options)


def _measure(server: Server, options: argparse.Namespace) -> None:
    front = "/feeds/front.atom"
    for _ in range(8):
        ask_once(server.port, front)  # each process loads itself at its first request
    etag = ask_once(server.port, front)["etag"]
    many = [f"/feeds/field/{code}.{form}" for code in FIELDS for form in FORMS]
    for path in many * 6:
        ask_once(server.port, path)  # kept by each process
    cases: list[tuple[str, Requests]] = [
        ("kept: the front page as Atom, plain", _same(request(front))),
        ("kept: the front page as Atom, gzip", _same(request(front, "Accept-Encoding: gzip"))),
        ("kept: 120 feeds of fields in three formats", _cycle([request(path) for path in many])),
        ("not modified: If-None-Match", _same(request(front, f"If-None-Match: {etag}"))),
        *((f"made anew: the front page as {form}", _anew(f"/feeds/front.{form}")) for form in FORMS),
        ("made anew: fields in three formats", _anew(*many)),
        ("never asked before: authors as Atom", _cycle([request(path) for path in _authors()])),
    ]
    for name, requests in cases:
        _row(name, server, requests, options)


def _measure_peer(server: Server, options: argparse.Namespace) -> None:
    for name, path in (("plain", "/plain.atom"), ("cache_page", "/cached.atom")):
        for _ in range(8):
            ask_once(server.port, path)
        _row(f"peer: Django syndication, {name}", server, _same(request(path)), options)


def _row(name: str, server: Server, requests: Requests, options: argparse.Namespace) -> None:
    """CPU: what the server spent on a request, which says what it can do on a machine that others use as well."""
    before = server.cpu_s()
    times, size = load(server.port, requests, options.seconds, options.connections)
    cpu_ms = (server.cpu_s() - before) / len(times) * 1e3
    ordered = sorted(times)
    p50, p99 = statistics.median(ordered) * 1e3, ordered[int(len(ordered) * 0.99)] * 1e3
    rate = len(times) / options.seconds
    print(f"{name:44}{rate:11,.0f}{p50:9.2f}{p99:9.2f}{cpu_ms:9.2f}{size / 1e3:7.1f}", flush=True)


def request(path: str, *headers: str, host: str = HOST) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "", ""]).encode()


def _authors() -> list[str]:
    """More than are asked for while it is measured."""
    return [f"/feeds/author/Author%20{number}.atom" for number in range(AUTHORS)]


def _same(asked: bytes) -> Requests:
    while True:
        yield asked


def _cycle(asked: list[bytes]) -> Requests:
    while True:
        yield from asked


def _anew(*paths: str) -> Requests:
    begun = time.time_ns()
    for number in count():
        yield request(paths[number % len(paths)], host=f"n{begun}-{number}.{HOST}")


class Connection:
    """A keep-alive connection on which one request is under way at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.buffer = b""
        self.begun = 0.0
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def ask(self, asked: bytes) -> None:
        self.buffer, self.begun = b"", time.perf_counter()
        self.socket.sendall(asked)

    def read(self) -> bytes | None:
        """The whole answer, or None while it is on its way."""
        self.buffer += self.socket.recv(262_144)
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
        complete = head.startswith(b"HTTP/1.1 304") or (length is not None and len(body) >= int(length[1]))
        return self.buffer if complete else None


def load(port: int, requests: Requests, seconds: float, connections: int) -> tuple[list[float], int]:
    """Seconds that each answer took, and the size of the last one."""
    selector, times, size = selectors.DefaultSelector(), list[float](), 0
    opened = [Connection(port) for _ in range(connections)]
    for connection in opened:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask(next(requests))
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select():
            answer = key.data.read()
            if answer is None:
                continue
            if answer[9:12] not in (b"200", b"304"):
                sys.exit(f"The server answered {answer[:300].decode(errors='replace')}")
            times.append(time.perf_counter() - key.data.begun)
            size = len(answer)
            key.data.ask(next(requests))
    for connection in opened:
        connection.socket.close()
    return times, size


def ask_once(port: int, path: str) -> dict[str, str]:
    connection = Connection(port)
    connection.ask(request(path))
    while (answer := connection.read()) is None:
        pass
    connection.socket.close()
    lines = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _environment(home: Path) -> dict[str, str]:
    ours = {
        "BROADSHEET_HOME": str(home),
        "BROADSHEET_HARVEST": "no",
        "BROADSHEET_EMBEDDING": "none",
        "BROADSHEET_HOSTS": f".{HOST},localhost",
        "DJANGO_SETTINGS_MODULE": "broadsheet.project.settings",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")} | ours


def _fill(environment: dict[str, str], papers: int) -> None:
    """Synthetic papers, an edition of the day, scores: in a process that has the environment."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); "]
    command[-1] += f"import bench_feeds; bench_feeds.fill({papers})"
    subprocess.run(command, env=environment, check=True)


def fill(papers: int) -> None:
    from broadsheet.server import startup

    startup.prepare()
    from broadsheet.editions import calendar
    from broadsheet.editions.freeze import freeze
    from broadsheet.papers.intake import take
    from broadsheet.papers.prepare import prepare
    from broadsheet.ranking import trending

    records = (_record(number, random.Random(number)) for number in range(papers))
    batch = deque[Any]()
    for record in records:
        batch.append(prepare(record))
        if len(batch) == 2_000:
            take(list(batch), now=DAY)
            batch.clear()
    take(list(batch), now=DAY)
    trending.refresh(DAY)
    freeze(calendar.last_edition_day(calendar.today(DAY)), DAY)


def _record(number: int, chance: random.Random) -> Any:
    from broadsheet.papers.record import Identifier, Record, RecordAuthor

    words = chance.choices(WORDS, k=8)
    names = tuple(dict.fromkeys(f"Author {chance.randrange(AUTHORS)}" for _ in range(chance.randint(1, 6))))
    key = f"2611.{number:05}"
    return Record(
        source="arxiv",
        key=key,
        title=f"{' '.join(words).capitalize()} {number}",
        abstract=" ".join(chance.choices(WORDS, k=160)),
        authors=tuple(RecordAuthor(name) for name in names),
        published=DAY - timedelta(minutes=number),
        fields=(chance.choice(FIELDS), chance.choice(FIELDS)),
        identifiers=(Identifier("arxiv", key),),
    )


def serve_peer(port: int) -> None:
    """Django's own way to the same feed, under gunicorn as `broadsheet up` runs it."""
    import django
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    django.setup()
    settings.ROOT_URLCONF = type("Peer", (), {"urlpatterns": _peer_urls()})
    listener = socket.create_server(("127.0.0.1", port))
    print(f"http://localhost:{listener.getsockname()[1]}", flush=True)
    listener.set_inheritable(True)

    class Peer(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            chosen = {
                "bind": f"fd://{listener.fileno()}",
                "worker_class": "broadsheet.server.web_process.WebProcess",
                "workers": 2,
                "threads": 4,
            }
            for name, value in {**chosen, "loglevel": "warning", "control_socket_disable": True}.items():
                self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    sys.argv[1:] = []
    Peer().run()


def _peer_urls() -> list[Any]:
    from django.contrib.syndication.views import Feed
    from django.urls import path
    from django.utils.feedgenerator import Atom1Feed
    from django.views.decorators.cache import cache_page

    from broadsheet.editions import reading

    class Front(Feed):  # type: ignore[type-arg]
        feed_type = Atom1Feed
        title, link, subtitle = "Today", "/", "The edition"

        def items(self) -> Any:
            return reading.latest(datetime.now(UTC)).papers

        def item_title(self, item: Any) -> str:
            return str(item.title_text)

        def item_description(self, item: Any) -> str:
            return str(item.abstract_text)

        def item_link(self, item: Any) -> str:
            return f"/papers/{item.public_id}"

        def item_author_name(self, item: Any) -> str:
            return ", ".join(row.author.name for row in item.authorships.select_related("author"))

        def item_pubdate(self, item: Any) -> Any:
            return item.published

        def item_categories(self, item: Any) -> list[str]:
            return [row.field.code for row in item.paper_fields.select_related("field")]

    return [path("plain.atom", Front()), path("cached.atom", cache_page(60)(Front()))]


if __name__ == "__main__":
    main()
