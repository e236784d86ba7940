"""Test collections in BEIR layout: corpus.jsonl, queries.jsonl and judgements, plain or .zst.

Third parties' collections are accepted as they are: fields may be missing, empty or numbers, ids have any form.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
import zstandard

from broadsheet.errors import InputError
from broadsheet.evaluation.judgements import Judgements, judged_by, judgements_in

LAYOUT = "A collection in BEIR layout has corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv)"
MOST_LEVELS = 3
"""Levels of folders that are searched below the one named."""


@dataclass(frozen=True)
class Document:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Collection:
    name: str
    documents: list[Document]
    """Documents with distinct ids: the first of those that share one."""
    queries: dict[str, str]
    """Queries that have judgements."""
    judgements: Judgements


def collections_in(folder: Path) -> list[Path]:
    """The folder itself, or the collections that it holds; InputError where there is none."""
    found = list(_collections(folder, MOST_LEVELS))
    if not found:
        raise InputError(LAYOUT, str(folder), "Name such a folder, or one that holds several, with --data.")
    return found


def name_in(folder: Path, place: Path) -> str:
    """The name that distinguishes a collection from the others of the folder."""
    return "/".join(place.relative_to(folder).parts) or place.resolve().name


def read(folder: Path, split: str = "", name: str = "") -> Collection:
    """`split` is test, dev, train...; without it the first of these that there is."""
    file = judgements_in(folder, split)
    if file is None:
        raise InputError(LAYOUT, f"{folder} {split}".strip(), "Put the judgements there.")
    with _opened(file) as lines:
        judgements = judged_by(lines)
    own = folder / f"queries-{split}.jsonl"
    queries_file = own if split and _stored(own) else folder / "queries.jsonl"
    queries = {query: text for query, text in _queries(queries_file).items() if query in judgements}
    if not queries:
        raise InputError(
            f"Some query of {queries_file.name} has judgements in {file.name}",
            str(folder),
            "See whether the ids agree.",
        )
    return Collection(name or folder.name, _documents(folder / "corpus.jsonl"), queries, judgements)


def _collections(folder: Path, levels: int) -> Iterator[Path]:
    if _stored(folder / "corpus.jsonl"):
        yield folder
    elif levels:
        for place in sorted(path for path in folder.iterdir() if path.is_dir()):
            yield from _collections(place, levels - 1)


def _documents(path: Path) -> list[Document]:
    found: dict[str, Document] = {}
    for place, row in _rows(path):
        key = _id(place, row)
        found.setdefault(key, Document(key, _text(row, "title"), _text(row, "text", "abstract")))
    return list(found.values())


def _queries(path: Path) -> dict[str, str]:
    return {_id(place, row): _text(row, "text", "query") for place, row in _rows(path)}


def _id(place: str, row: dict[str, Any]) -> str:
    for name in ("_id", "id"):
        if row.get(name) is not None:
            return str(row[name])
    raise InputError("Every document and query has an _id", f"{place}: {row}", "Mend that line.")


def _text(row: dict[str, Any], *names: str) -> str:
    """The first value that is present; empty if none is."""
    value = next((row[name] for name in names if row.get(name) is not None), "")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows, each with its place in the file."""
    file = _stored(path)
    if file is None:
        raise InputError(LAYOUT, str(path), "Put the file there, plain or as .zst.")
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                place = f"{file.name} line {number}"
                yield place, _object(place, line)


def _object(place: str, line: str) -> dict[str, Any]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        row = None
    if not isinstance(row, dict):
        raise InputError("Every line is a JSON object", f"{place}: {line.strip()}", "Mend that line.")
    return row


def _stored(path: Path) -> Path | None:
    return next((file for file in (path, path.with_name(path.name + ".zst")) if file.is_file()), None)


def _opened(file: Path) -> IO[str]:
    """Lines end where a line feed is, and nowhere else: a text may hold other separators."""
    raw: IO[Any] = file.open("rb")
    stream = (
        zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        if file.suffix == ".zst"
        else raw
    )
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="\n")
