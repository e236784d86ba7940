"""Test collections in BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv (or qrels/test.tsv), plain or .zst."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
import zstandard

from broadsheet.errors import InputError

JUDGEMENTS = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv")
LAYOUT = "A collection in BEIR layout has corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv)"


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Collection:
    name: str
    documents: list[Document]
    queries: dict[str, str]
    """Those that have judgements."""
    judgements: dict[str, dict[str, int]]
    """Query -> document -> how relevant."""


def collections_in(folder: Path) -> list[Path]:
    """The folder itself, or the collections that it holds; InputError where there is none."""
    if _stored(folder / "corpus.jsonl"):
        return [folder]
    found = [path for path in sorted(folder.iterdir()) if path.is_dir() and _stored(path / "corpus.jsonl")]
    if not found:
        raise InputError(LAYOUT, str(folder), "Name such a folder, or one that holds several, with --data.")
    return found


def read(folder: Path) -> Collection:
    judgements = _judgements(folder)
    queries = {str(row["_id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl")}
    return Collection(
        folder.name,
        [
            Document(str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or ""))
            for row in _rows(folder / "corpus.jsonl")
        ],
        {query: text for query, text in queries.items() if query in judgements},
        judgements,
    )


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    """Of lines `query, document, score`, or the four columns of TREC; a head line is passed over."""
    file = next(filter(None, (_stored(folder / name) for name in JUDGEMENTS)), None)
    if file is None:
        raise InputError(LAYOUT, str(folder), "Put the judgements there.")
    found: dict[str, dict[str, int]] = {}
    with _opened(file) as lines:
        for row in csv.reader(lines, delimiter="\t"):
            if len(row) >= 3 and row[-1].strip().lstrip("-").isdigit():
                found.setdefault(row[0], {})[row[-2]] = int(row[-1])
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    file = _stored(path)
    if file is None:
        raise InputError(LAYOUT, str(path), "Put the file there, plain or as .zst.")
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise InputError(
                    f"Every line of {file.name} is a JSON object", f"line {number}: {line}"
                ) from error
            yield row


def _stored(path: Path) -> Path | None:
    return next((file for file in (path, path.with_name(path.name + ".zst")) if file.is_file()), None)


def _opened(file: Path) -> IO[str]:
    raw: IO[Any] = file.open("rb")
    stream = zstandard.ZstdDecompressor().stream_reader(raw) if file.suffix == ".zst" else raw
    return io.TextIOWrapper(stream, encoding="utf-8", newline="")
