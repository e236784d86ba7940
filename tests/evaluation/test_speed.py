from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from broadsheet.cli import root
from broadsheet.evaluation.speed import material
from broadsheet.evaluation.speed.peers.peer import best, hybrid

WORDS = [
    "graph",
    "neural",
    "prime",
    "protein",
    "retrieval",
    "diffusion",
    "quantum",
    "lattice",
    "policy",
    "speech",
    "causal",
    "sparse",
]
PAPERS = 90
HERE = ("sqlite_fts5", "bm25s_numpy", "tf_idf")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    random, rows = np.random.default_rng(0), []
    for number in range(PAPERS):
        title, *sentences = (" ".join(random.choice(WORDS, 5)) for _ in range(4))
        row = {"id": f"arxiv:2401.{number:05}", "source": "arxiv", "title": f"{title} {number}"}
        row |= {"abstract": ". ".join(sentences), "authors": [f"Ada {WORDS[number % 12]}"]}
        row |= {"published": "2024-01-05", "categories": ["cs.LG" if number % 3 else "cs.DB"]}
        rows.append(json.dumps(row))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "papers.jsonl").write_text("\n".join(rows))
    return tmp_path / "corpus"


@pytest.mark.slow
@pytest.mark.one_database
def test_the_command_measures_ours_and_the_peers_over_one_corpus(corpus: Path, tmp_path: Path) -> None:
    asked = ["bench", "search", "--corpus", str(corpus), "--papers", "60", "--queries", "10", "--json"]
    peers = [part for name in (*HERE, "usearch_hnsw") for part in ("--peer", name)]
    done = CliRunner().invoke(root, [*asked, *peers, "--keep", str(tmp_path / "kept")])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    (size,) = found["sizes"]
    ours, *others = size["contestants"]
    assert size["papers"] == 48
    assert ours["added"] == 12
    assert ours["recall"] == {"vectors": 1.0, "vectors, filtered": 1.0}
    assert {each["name"] for each in others} >= {"SQLite FTS5", "bm25s, NumPy", "scikit-learn TF-IDF"}
    for each in size["contestants"]:
        assert all(0 < row["p50_ms"] <= row["p99_ms"] for row in each["latency"].values())
        assert all(rate > 0 for rates in each["throughput"].values() for rate in rates.values())
    assert "usearch HNSW" in {each["name"] for each in others} or "UsearchHnsw" in size["left_out"]


@pytest.mark.slow
@pytest.mark.one_database
def test_an_interrupted_benchmark_shows_what_it_has(corpus: Path) -> None:
    asked = ["--corpus", str(corpus), "--papers", "60", "--queries", "10", "--json"]
    peers = ["--peer", "sqlite_fts5", "--peer", "tf_idf"]
    command = [sys.executable, "-m", "broadsheet", "bench", "search", *asked, *peers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        for line in process.stderr:
            if "papers: SqliteFts5" in line:
                process.send_signal(signal.SIGTERM)
                break
        said, printed = process.stderr.read(), process.stdout.read()
    assert process.returncode == 0, said
    assert "Interrupted" in said
    (size,) = json.loads(printed)["sizes"]
    assert size["contestants"][0]["name"] == "Broadsheet"
    assert "scikit-learn TF-IDF" not in {each["name"] for each in size["contestants"]}


def test_the_command_wants_papers() -> None:
    done = CliRunner().invoke(root, ["bench", "search"])
    assert done.exit_code == 1
    assert "--corpus" in done.output


def test_exact_answers_are_those_of_sorting_every_row() -> None:
    random = np.random.default_rng(1)
    vectors = random.integers(-127, 128, (500, 16)).astype(np.int8)
    asked, kept = random.normal(size=(3, 16)).astype(np.float32), random.random(500) < 0.1
    scores = asked @ vectors.T / np.linalg.norm(vectors.astype(float), axis=1)
    found = material.exact(vectors, asked)
    assert found.tolist() == np.argsort(-scores, axis=1)[:, : material.TOP].tolist()
    filtered = material.exact(vectors, asked, kept)
    assert kept[filtered].all()
    assert material.recall([row.tolist() for row in filtered], filtered) == 1.0


def test_where_the_filter_keeps_few_no_other_rows_count_as_the_best() -> None:
    vectors, kept = np.eye(30, 8, dtype=np.int8), np.arange(30) < 3
    found = material.exact(vectors, np.ones((1, 8), np.float32), kept)
    assert sorted(found[0][found[0] >= 0].tolist()) == [0, 1, 2]


class _Peer:
    name, has_lexical, has_vectors, has_filter = "made up", True, True, False

    def lexical(self, query: str, limit: int, filtered: bool) -> list[int]:
        return [1, 2, 3]

    def vectors(self, query: object, limit: int, filtered: bool) -> list[int]:
        return [2, 4]


def test_a_peers_halves_are_fused_by_their_ranks() -> None:
    assert hybrid(_Peer(), "x", np.zeros(2, np.float32), 3, False) == [2, 1, 4]  # type: ignore[arg-type]


def test_the_best_rows_leave_out_what_the_filter_does() -> None:
    assert best(np.array([1.0, 3.0, 2.0]), 5, np.array([True, False, True])) == [2, 0]
