"""TREC runs: answers a file of queries by lines `query Q0 paper rank score broadsheet-mode`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import orjson

from broadsheet.errors import InputError
from broadsheet.papers.models import Paper, SourceRecord
from broadsheet.search import facade
from broadsheet.search.engine.results import Progress, no_progress
from broadsheet.search.query.request import Mode, SearchRequest


class PaperNames(StrEnum):
    """What a run calls the papers."""

    PUBLIC = "public"
    """As addresses and the API do."""
    SOURCE = "source"
    """As the file did that they came from, such as the corpus of a test collection."""


class RunQuery(NamedTuple):
    id: str
    text: str


def read_queries(path: Path) -> list[RunQuery]:
    """Lines of id, tab, text; or JSON objects with `_id` and `text`, as BEIR has them. Blank lines are skipped."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_query(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def write_run(
    queries: Sequence[RunQuery],
    out: Path,
    mode: str,
    limit: int,
    progress: Progress = no_progress,
    names: PaperNames = PaperNames.PUBLIC,
) -> int:
    """Nothing in these queries is an operator. Returns how many lines were written; names without blanks, which the
    format does not allow."""
    written = 0
    with out.open("w", encoding="utf-8") as file:
        for number, query in enumerate(queries, 1):
            request = SearchRequest(query.text, mode=Mode(mode), limit=limit, has_operators=False)
            hits = facade.search(request.hits_only()).hits
            named = _named([hit.paper_id for hit in hits], names)
            lines = [(name, hit.score) for hit in hits for name in named[hit.paper_id]]
            for rank, (name, score) in enumerate(lines, 1):
                file.write(f"{query.id} Q0 {name} {rank} {score:.6f} broadsheet-{mode}\n")
            written += len(lines)
            progress(number, number / len(queries))
    return written


def _named(papers: Sequence[int], names: PaperNames) -> dict[int, list[str]]:
    """A paper with several records has the key of each."""
    if names is PaperNames.PUBLIC:
        return {number: [_joined(paper.public_id)] for number, paper in Paper.objects.in_bulk(papers).items()}
    keys = SourceRecord.objects.filter(paper__in=papers).order_by("id").values_list("paper_id", "key")
    names_of: dict[int, list[str]] = {}
    for paper, key in keys:
        names_of.setdefault(paper, []).append(_joined(key))
    return {paper: list(dict.fromkeys(names_of.get(paper, []))) for paper in papers}


def _joined(name: str) -> str:
    return "_".join(name.split())


def _query(path: Path, number: int, line: str) -> RunQuery:
    if line.lstrip().startswith("{"):
        row = _object(line)
        query, text = str(row.get("_id", "")), str(row.get("text", ""))
    else:
        query, _, text = line.partition("\t")
    if not query.strip() or not text.strip() or len(query.split()) != 1:
        raise InputError(
            "A query is an id without blanks, a tab and a text, or a JSON object with _id and text",
            f"{path.name} line {number}: {line[:80]}",
            "Mend that line.",
        )
    return RunQuery(query.strip(), text.strip())


def _object(line: str) -> dict[str, object]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return row if isinstance(row, dict) else {}
