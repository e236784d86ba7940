"""An import killed at random moments and run again ends with what an uninterrupted one ends with."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests import preloaded
from tests.cli.program import ask, environment, run
from tests.patience import until

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
PAPERS, KILLS = 6_000, 10
CONTENT = {
    "papers": "SELECT public_id, title, abstract, published, author_count, has_code, status FROM papers_paper",
    "records": "SELECT source, key, hex(digest), hex(payload) FROM papers_sourcerecord",
    "authors": "SELECT p.public_id, a.name, s.position FROM papers_authorship s "
    "JOIN papers_paper p ON p.id = s.paper_id JOIN papers_author a ON a.id = s.author_id",
    "fields": "SELECT p.public_id, f.code, s.position FROM papers_paperfield s "
    "JOIN papers_paper p ON p.id = s.paper_id JOIN papers_field f ON f.id = s.field_id",
    "identifiers": "SELECT p.public_id, i.scheme, i.value FROM papers_identifier i "
    "JOIN papers_paper p ON p.id = i.paper_id",
    "rejects": "SELECT source, locator, reason FROM papers_reject",
}


def _corpus(path: Path) -> None:
    """Large enough for the reading and indexing processes of their own; some repeat, some are malformed."""
    rng = random.Random(7)
    words = [f"word{number}" for number in range(500)]
    with path.open("w") as file:
        for number in range(PAPERS):
            same = rng.randrange(number) if number and number % 50 == 0 else number
            row: dict[str, object] = {
                "id": f"made:{number}",
                "source": "made",
                "title": "" if number % 997 == 0 else f"{words[same % 500]} of the study numbered {same}",
                "abstract": " ".join(rng.choices(words, k=60)),
                "authors": [f"Author {rng.randrange(3000)}", f"Writer {same}"],
                "published": f"20{10 + number % 15}-03-0{1 + number % 9}",
                "categories": [f"x.{number % 12}"],
            }
            file.write(json.dumps(row) + "\n")


def _start(home: Path, corpus: Path) -> preloaded.Process:
    command = [str(preloaded.PROGRAM), "import", str(corpus)]
    settings = environment(BROADSHEET_HOME=str(home))
    with open(os.devnull, "r+b") as nothing:
        return preloaded.start(command, settings, descriptors=(nothing.fileno(),) * 3, new_session=True)


def _content(home: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(home / "broadsheet.sqlite3") as database:
        return {name: sorted(database.execute(sql).fetchall()) for name, sql in CONTENT.items()}


def _index_is_the_database(home: Path) -> bool:
    said = json.loads(run(home, "doctor", "--json").stdout)
    return {check["name"]: check["health"] for check in said}["index"] == "good"


def _records(home: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{home}/broadsheet.sqlite3?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM papers_sourcerecord").fetchone()[0])
    except sqlite3.OperationalError:
        return -1  # no database, or no table yet


def test_import_killed_ten_times_ends_like_one_that_was_not(tmp_path: Path) -> None:
    corpus, whole, killed = tmp_path / "corpus.jsonl", tmp_path / "whole", tmp_path / "killed"
    _corpus(corpus)
    counts = ask(whole, "import", str(corpus))
    assert (counts["read"], counts["rejected"]) == (PAPERS, 7)
    rng = random.Random()
    for kill in range(KILLS):
        process = _start(killed, corpus)
        wanted = PAPERS * kill // KILLS
        assert until(
            lambda process=process, wanted=wanted: process.poll() is not None or _records(killed) >= wanted
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=rng.uniform(0, 0.5))
        process.kill_group()
        process.wait()
    ask(killed, "import", str(corpus))
    assert _content(killed) == _content(whole)
    assert _index_is_the_database(killed)
