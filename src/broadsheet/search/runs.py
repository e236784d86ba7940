"""A file of queries answered as a TREC run: `query Q0 paper rank score broadsheet-mode`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import orjson

from broadsheet.errors import InputError
from broadsheet.papers.models import Paper
from broadsheet.search import engine
from broadsheet.search.engines import Progress, quiet
from broadsheet.search.query import as_words


class Asked(NamedTuple):
    id: str
    text: str


def read_queries(path: Path) -> list[Asked]:
    """Lines of id, tab, text; or JSON objects with `_id` and `text`, as BEIR has them. Blank lines are skipped."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_query(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def write_run(queries: Sequence[Asked], out: Path, mode: str, limit: int, progress: Progress = quiet) -> int:
    """Nothing in these queries is an operator. Returns how many lines were written; papers by their public id,
    without blanks, which the format does not allow."""
    written = 0
    with out.open("w", encoding="utf-8") as file:
        for number, query in enumerate(queries, 1):
            hits = engine.search(
                as_words(query.text), limit=limit, mode=mode, facets=False, highlights=False
            ).hits
            papers = Paper.objects.in_bulk([hit.paper_id for hit in hits])
            for rank, hit in enumerate(hits, 1):
                paper = papers[hit.paper_id].public_id.replace(" ", "_")
                file.write(f"{query.id} Q0 {paper} {rank} {hit.score:.6f} broadsheet-{mode}\n")
            written += len(hits)
            progress(number, number / len(queries))
    return written


def _query(path: Path, number: int, line: str) -> Asked:
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
    return Asked(query.strip(), text.strip())


def _object(line: str) -> dict[str, object]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return row if isinstance(row, dict) else {}
