"""A harvest killed at random moments and started again ends with what an undisturbed one brings, and stays polite."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests import preloaded
from tests.harvest.live.oai_server import Repository, items
from tests.harvest.live.web_server import WebServer, send_head

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

INTERVAL_S = 0.05
KILLS = 8


class Assassin:
    """Kills the harvest on one of its next requests: as it asks, within the answer, or a moment after."""

    def __init__(self, repository: Repository, rng: random.Random) -> None:
        self.repository, self.rng = repository, rng
        self.process: preloaded.Process | None = None
        self.left = 0

    def aim(self, process: preloaded.Process) -> None:
        self.process, self.left = process, self.rng.randint(1, 3)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.left -= 1
        moment = self.rng.choice(["asked", "within", "after"]) if self.left == 0 else ""
        body = self.repository.say(dict(parse_qsl(urlsplit(handler.path).query)))
        if moment == "asked":
            self._kill()
        try:
            send_head(handler, 200, {"Content-Length": str(len(body))})
            handler.wfile.write(body[: len(body) // 2])
            if moment == "within":
                self._kill()
            handler.wfile.write(body[len(body) // 2 :])
        except OSError:
            handler.close_connection = True
        if moment == "after":
            threading.Timer(self.rng.uniform(0, 0.06), self._kill).start()

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()


@pytest.fixture
def repository() -> Repository:
    return Repository(items(400), limit=10)


@pytest.fixture
def wall_server(repository: Repository) -> Iterator[WebServer]:
    with WebServer(time.time) as running:
        yield running


def start(server: WebServer, home: Path, output: int = 1) -> preloaded.Process:
    sources = home / "sources.toml"
    sources.write_text(
        f'[trees]\nkind = "arxiv_oai"\nurl = "{server.url("/oai")}"\nsets = []\nfirst_days = 3650\n'
        f"interval_s = {INTERVAL_S}\nallow_private = true\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    environment = kept | {
        "BROADSHEET_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "broadsheet.project.settings",
    }
    command = ["-m", "tests.harvest.live.harvest_once", str(sources)]
    with open(os.devnull, "r+b") as nothing:
        descriptors = (nothing.fileno(), output, 2)
        return preloaded.start(command, environment, folder=preloaded.ROOT, descriptors=descriptors)


def content(home: Path) -> dict[str, list[Any]]:
    """Everything that a reader could see, and where the harvest stands."""
    with sqlite3.connect(home / "broadsheet.sqlite3") as database:
        return {
            "papers": database.execute(
                "SELECT public_id, title, abstract, status, published, updated FROM papers_paper ORDER BY 1"
            ).fetchall(),
            "records": database.execute(
                "SELECT source, key, digest, payload FROM papers_sourcerecord ORDER BY 1, 2"
            ).fetchall(),
            "rejects": database.execute("SELECT * FROM papers_reject").fetchall(),
            "cursors": database.execute("SELECT source, state FROM papers_cursor").fetchall(),
        }


@pytest.mark.parametrize("seed", [1, 2])
def test_a_harvest_killed_at_random_moments_ends_like_an_undisturbed_one(
    wall_server: WebServer, repository: Repository, tmp_path: Path, seed: int
) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    calm.mkdir()
    killed.mkdir()
    wall_server.answers["/oai"] = [repository.answer()]
    assert start(wall_server, calm).wait() == 0

    wall_server.visits.clear()
    assassin = Assassin(repository, random.Random(seed))
    wall_server.answers["/oai"] = [assassin.answer]
    for _ in range(KILLS):
        process = start(wall_server, killed)
        assassin.aim(process)
        assert process.wait() == -signal.SIGKILL
    assassin.process = None
    assert start(wall_server, killed).wait() == 0

    assert content(killed) == content(calm)
    assert len(content(killed)["papers"]) == 360
    assert wall_server.most_at_once == 1
    assert min(wall_server.waits) >= INTERVAL_S


def test_a_killed_harvest_asks_for_no_page_whose_records_it_has(
    wall_server: WebServer, repository: Repository, tmp_path: Path
) -> None:
    """Killed after the third batch was stored, the next process begins with the token of the fourth."""
    wall_server.answers["/oai"] = [repository.answer()]
    reading, writing = os.pipe()
    process = start(wall_server, tmp_path, output=writing)
    os.close(writing)
    with open(reading) as output:
        assert "stored 30\n" in output
        process.kill()
    process.wait()
    asked_before = {query.get("resumptionToken") for query in repository.served[:3]}
    repository.served.clear()
    assert start(wall_server, tmp_path).wait() == 0
    assert repository.served[0]["resumptionToken"] not in asked_before
    assert len(content(tmp_path)["papers"]) == 360
