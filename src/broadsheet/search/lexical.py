"""The lexical index on disk: one writer, any number of readers, and a mark of how far it follows the database.

`current.json` names the folder in use, so that a rebuild swaps in at once. The mark is a document of its own,
replaced in the same commit as the papers it speaks of: whatever commit survives a crash carries its own mark.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tantivy import Document as Entry
from tantivy import Index, Query, Searcher

from broadsheet.search.documents import Document
from broadsheet.search.places import read_json, stamp, write_json
from broadsheet.search.schema import MARK, MARK_FIELDS, PAPER, VERSION, entry, register_analyzers, schema

WRITER_BYTES = 160_000_000
WRITER_THREADS = 2


class Mark(NamedTuple):
    """Papers up to this (revision, paper) are in the index; no paper above `highest` ever was."""

    revision: int = 0
    paper: int = 0
    highest: int = 0


def current_folder(home: Path) -> Path | None:
    """The folder in use; None before the first, after a change of schema, and where a kill left it empty."""
    named = read_json(home / "current.json")
    if not named or named["version"] != VERSION:
        return None
    folder = home / named["folder"]
    return folder if (folder / "meta.json").exists() else None


def make_folder(home: Path) -> Path:
    """A fresh, empty folder, not in use yet; what a killed rebuild left under its name goes."""
    used = [int(path.name[1:]) for path in home.glob("w*") if path.name[1:].isdigit()]
    current = current_folder(home)
    taken = int(current.name[1:]) if current else 0
    folder = home / f"w{max([taken, *used], default=0) + 1:06}"
    folder.mkdir(parents=True)
    return folder


def use_folder(home: Path, folder: Path) -> None:
    """Swap: readers that have the old folder open keep reading it until they look again."""
    write_json(home / "current.json", {"version": VERSION, "folder": folder.name})
    for path in home.glob("w*"):
        if path != folder:
            shutil.rmtree(path, ignore_errors=True)


class LexicalWriter:
    """Changes become visible, and durable, with `commit` alone."""

    def __init__(self, folder: Path) -> None:
        self._index = register_analyzers(Index(schema(), path=str(folder)))
        self.mark = read_mark(self._index.searcher())
        self._highest = self.mark.highest
        self._writer = self._index.writer(WRITER_BYTES, WRITER_THREADS)

    def put(self, document: Document) -> None:
        if document.id <= self._highest:
            self.remove(document.id)
        self._highest = max(self._highest, document.id)
        self._writer.add_document(entry(document))

    def remove(self, paper_id: int) -> None:
        self._writer.delete_documents_by_term("id", paper_id)

    def commit(self, revision: int, paper: int) -> None:
        self._writer.delete_documents_by_term("kind", MARK)
        self.mark = Mark(revision, paper, self._highest)
        made = Entry()
        made.add_text("kind", MARK)
        for name, value in zip(MARK_FIELDS, self.mark, strict=True):
            made.add_integer(name, value)
        self._writer.add_document(made)
        self._writer.commit()

    def __enter__(self) -> LexicalWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._writer.rollback()
        self._writer.wait_merging_threads()


def read_mark(searcher: Searcher) -> Mark:
    hits = searcher.search(Query.term_query(schema(), "kind", MARK), 1).hits
    if not hits:
        return Mark()
    stored = searcher.doc(hits[0][1])
    return Mark(*(int(stored.get_first(name) or 0) for name in MARK_FIELDS))


@dataclass(frozen=True)
class Scored:
    """Paper ids with their scores, best first."""

    ids: NDArray[np.int64]
    scores: NDArray[np.float64]


class LexicalView:
    """One unchanging state of the index."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    @property
    def mark(self) -> Mark:
        return read_mark(self.searcher)

    @property
    def papers(self) -> int:
        return self.count(Query.term_query(schema(), "kind", PAPER))

    def top(self, query: Query, limit: int) -> Scored:
        hits = self.searcher.search(query, limit, count=False).hits if limit else []
        ids = self.searcher.fast_field_values("id", [address for _, address in hits])
        return Scored(np.array(ids, np.int64), np.array([score for score, _ in hits], np.float64))

    def by_day(self, query: Query, limit: int, offset: int) -> list[int]:
        """Newest first; papers of one day in no order of their own, but always the same."""
        hits = self.searcher.search(query, limit, count=False, order_by_field="day", offset=offset).hits
        return list(self.searcher.fast_field_values("id", [address for _, address in hits]))  # type: ignore[arg-type]

    def count(self, query: Query) -> int:
        return int(self.searcher.search(query, 1, count=True).count)  # type: ignore[attr-defined]

    def ids(self, query: Query, limit: int) -> NDArray[np.int64]:
        return self.top(Query.const_score_query(query, 1.0), limit).ids

    def revisions(self) -> dict[int, int]:
        """Of every paper in the index."""
        query = Query.term_query(schema(), "kind", PAPER)
        hits = self.searcher.search(query, self.searcher.num_docs + 1, count=False).hits
        addresses = [address for _, address in hits]
        ids = self.searcher.fast_field_values("id", addresses)
        values = self.searcher.fast_field_values("revision", addresses)
        return dict(zip(ids, values, strict=True))  # type: ignore[arg-type]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return [self.searcher.doc_freq("text", term) for term in terms]


class LexicalReader:
    """Follows the index as it is written; shared by threads."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._stamps: object = None
        self._index: Index | None = None
        self._view: LexicalView | None = None

    def view(self) -> LexicalView | None:
        """The newest committed state; None where nothing was indexed yet."""
        if self._seen() != self._stamps:
            with self._lock:
                self._refresh()
        return self._view

    def _seen(self) -> object:
        meta = stamp(self._folder / "meta.json") if self._folder else None
        return (stamp(self._home / "current.json"), meta)

    def _refresh(self) -> None:
        folder = current_folder(self._home)
        if folder is None:
            self._folder = self._index = self._view = self._stamps = None
            return
        try:
            if self._index is None or folder != self._folder:
                self._index = _opened(folder)
                self._folder = folder
            stamps = self._seen()
            self._index.reload()
        except (ValueError, OSError):
            if current_folder(self._home) == folder:
                raise
            return self._refresh()  # a rebuild swapped in between the look and the opening
        self._stamps, self._view = stamps, LexicalView(self._index.searcher())


def _opened(folder: Path) -> Index:
    index = register_analyzers(Index.open(str(folder)))
    index.config_reader("manual")
    return index
