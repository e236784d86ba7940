from __future__ import annotations

from pathlib import Path

import pytest
from tests.search.papers import add_paper

from broadsheet.errors import InputError
from broadsheet.papers.models import SourceRecord
from broadsheet.search import indexing
from broadsheet.search.trec_runs import PaperNames, RunQuery, read_queries, write_run

TSV = "q1\tgraph networks\n\nq2\tprotein: folding\n"
BEIR = '{"_id": "q1", "text": "graph networks", "metadata": {}}\n{"_id": "q2", "text": "protein: folding"}\n'


@pytest.mark.parametrize("content", [TSV, BEIR])
def test_queries_are_read_as_lines_and_as_json(tmp_path: Path, content: str) -> None:
    (tmp_path / "queries").write_text(content)
    assert read_queries(tmp_path / "queries") == [
        RunQuery("q1", "graph networks"),
        RunQuery("q2", "protein: folding"),
    ]


@pytest.mark.parametrize(
    "line", ["no tab here", "\ttext", "two words\ttext", '{"_id": 3', '{"text": "x"}', "[1]"]
)
def test_line_that_is_no_query_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "queries").write_text(TSV + line)
    with pytest.raises(InputError, match="line 4"):
        read_queries(tmp_path / "queries")


@pytest.mark.django_db(transaction=True)
def test_run_names_papers_in_order_for_each_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    add_paper("Graph networks", arxiv="2601.00001")
    add_paper("Graphs of functions", arxiv="2601.00002")
    indexing.catch_up()
    written = write_run(
        [RunQuery("q1", "graph networks"), RunQuery("q2", "xylophone")], tmp_path / "run", "lexical", 10
    )
    rows = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    assert written == 2
    assert [row[:4] + row[5:] for row in rows] == [
        ["q1", "Q0", "2601.00001", "1", "broadsheet-lexical"],
        ["q1", "Q0", "2601.00002", "2", "broadsheet-lexical"],
    ]
    assert float(rows[0][4]) > float(rows[1][4])


@pytest.mark.django_db(transaction=True)
def test_run_may_name_papers_as_their_file_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    for key in ("MED 10", "42"):
        paper = add_paper(f"Graph networks of the kind {key}")
        SourceRecord.objects.filter(paper=paper).update(key=key)
    indexing.catch_up()
    write_run([RunQuery("q1", "graph networks")], tmp_path / "run", "lexical", 10, names=PaperNames.SOURCE)
    rows = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    assert sorted(row[2] for row in rows) == ["42", "MED_10"]
    assert [row[3] for row in rows] == ["1", "2"]
