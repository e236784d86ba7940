"""An instance of its own, on the database of the test run's kind, on which several processes vote at once.

`python -m tests.community.voters fill` makes papers and readers, `… vote SEED OTHERS` votes with so many others, `… count` says what came of it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

READERS, PAPERS, STEPS = 2, 1, 300
ROOT = Path(__file__).parents[2]


def environment(home: Path) -> dict[str, str]:
    given = {"BROADSHEET_HOME": str(home), "BROADSHEET_EMBEDDING": "none"}
    if url := os.environ.get("BROADSHEET_DATABASE_URL"):
        given["BROADSHEET_DATABASE_URL"] = _own_database(url)
    others = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    return {**others, **given}


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.community.voters", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def result(process: subprocess.Popen[str]) -> dict[str, object]:
    output, _ = process.communicate()
    assert process.returncode == 0
    printed: dict[str, object] = json.loads(output)
    return printed


def _own_database(url: str) -> str:
    import psycopg

    name = f"votes_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _fill() -> dict[str, object]:
    from broadsheet.server import startup

    startup.prepare()
    from tests.papers.records import NOON, record

    from broadsheet.accounts import users
    from broadsheet.papers.intake import take
    from broadsheet.papers.prepare import prepare

    take([prepare(record(f"Paper {n} on voting", str(n))) for n in range(PAPERS)], now=NOON)
    for number in range(READERS):
        users.add(f"reader-{number}")
    return {}


def _vote(seed: int, others: int) -> dict[str, object]:
    """Votes and takes votes back at random, each reader for each paper, and votes for all at the end."""
    from broadsheet import config, process

    process.set_up_django()
    from broadsheet.accounts.models import User
    from broadsheet.community.voting import unvote, vote
    from broadsheet.papers.models import Paper

    rng, gained, lost = random.Random(seed), 0, 0
    pairs = [(user, paper) for user in User.objects.all() for paper in Paper.objects.all()]
    _wait_for_others(config.read("HOME"), seed, others)
    for user, paper in rng.choices(pairs, k=STEPS):
        if rng.random() < 0.5:
            gained += vote(user, paper, process.now())
        else:
            lost += unvote(user, paper)
    gained += sum(vote(user, paper, process.now()) for user, paper in pairs)
    return {"gained": gained, "lost": lost}


def _wait_for_others(home: Path, seed: int, others: int) -> None:
    (home / f"voter-{seed}").touch()
    while len(list(home.glob("voter-*"))) <= others:
        time.sleep(0.001)


def _count() -> dict[str, object]:
    from broadsheet import process

    process.set_up_django()
    from broadsheet.community import tally
    from broadsheet.community.models import Tally, Vote

    return {
        "votes": Vote.objects.count(),
        "tally": list(Tally.objects.order_by("paper").values_list("votes", flat=True)),
        "version": tally.version(),
    }


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    works = {"fill": _fill, "count": _count, "vote": lambda: _vote(*map(int, rest))}
    print(json.dumps(works[what]()))
