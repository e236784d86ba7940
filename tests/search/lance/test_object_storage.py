"""Several machines on one index: nothing is lost, and no reader sees a state that the database never had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from tests.patience import PATIENCE_S
from tests.search.papers import add_paper
from tests.search.searching import search

from broadsheet.search import indexing
from broadsheet.search.views import chosen_engine

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
ROOT = Path(__file__).parents[3]
ROUNDS = 3


@pytest.fixture
def environment(tmp_path: Path, object_storage: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "AWS_"))}
    own = {"BROADSHEET_HOME": str(tmp_path), "BROADSHEET_INDEX": f"s3://broadsheet/{uuid4()}"}
    return {**kept, **object_storage, **own, "PYTHONPATH": str(ROOT), "RUST_LOG": "off"}


def start(environment: dict[str, str], what: str, seed: int = 0) -> subprocess.Popen[str]:
    script = Path(__file__).parents[1] / "several.py"
    command = [sys.executable, str(script), what, str(seed), str(ROUNDS)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def said(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors
    return output.strip()


def test_two_writers_and_two_readers_at_once_lose_nothing(environment: dict[str, str]) -> None:
    assert said(start(environment, "begin")) == ""
    readers, writers = ([start(environment, what, seed) for seed in (1, 2)] for what in ("read", "write"))
    assert [said(writer) for writer in writers] == ["", ""]
    Path(environment["BROADSHEET_HOME"], "done").touch()
    assert [said(reader) for reader in readers] == ["", ""]
    assert said(start(environment, "check")) == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine", ["s3"], indirect=True)
def test_text_that_its_languages_know_is_only_text(engine: str) -> None:
    paper = add_paper("Graph theory", "Nodes.", authors=("Flann O'Brien",), fields=("cs.LG",))
    indexing.catch_up()
    for text in (
        "graph ' OR 1=1 --",
        "graph %",
        "graph _",
        'graph "\\',
        "graph\tAND NOT theory",
        "graph (theory",
        "~2 graph ^3",
    ):
        assert [hit.paper_id for hit in search(text, mode="lexical").hits] == [paper.pk], text
    assert [hit.paper_id for hit in search("author:O'Brien field:cs").hits] == [paper.pk]
    assert search("field:') source:' author:%").hits == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine", ["s3"], indirect=True)
def test_tidying_changes_no_answer(engine: str) -> None:
    for number in range(12):
        add_paper(f"Graph theory {number}", "Nodes.")
        indexing.catch_up()
    before = search("graph theory 7", mode="lexical").hits[0].paper_id
    assert "rows" in chosen_engine().tidy()
    assert chosen_engine().tidy() == ""
    assert search("graph theory 7", mode="lexical").hits[0].paper_id == before
    assert indexing.verify() == []
