"""Updates of the completion index from the database, by revision, with its mark in the same commit.

A killed run is continued from that mark; one that was killed before its first swap is thrown away.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tantivy import Index

from broadsheet.search.completion import entries
from broadsheet.search.completion.entries import Mark, read_mark
from broadsheet.search.completion.reader import reader
from broadsheet.search.documents import changes
from broadsheet.search.index.folders import clean, folder_to_follow, make_folder, use_folder
from broadsheet.search.index.segments import mark_verified

WRITER_BYTES = 60_000_000
COMMIT_EVERY_PAPERS = 50_000


def behind(home: Path) -> bool:
    followed = reader(home)
    if followed.damage:
        return True
    view = followed.view()
    mark = view.mark if view else Mark()
    return mark.revision != changes.newest_revision() or changes.changes_exist(*mark)


def follow(home: Path) -> None:
    folder = None if reader(home).damage else folder_to_follow(home)
    if folder is None or _mark(folder).revision > changes.newest_revision():
        rebuild(home)  # also of another state of the database
        return
    clean(home, folder)
    _write(folder, new=False)
    mark_verified(home, folder)


def rebuild(home: Path) -> None:
    """Beside the old one, which answers until the swap."""
    folder = make_folder(home)
    _write(folder, new=True)
    use_folder(home, folder, entries.VERSION)
    for former in set(home.parent.glob("completion-*")) - {home}:
        shutil.rmtree(former, ignore_errors=True)


def _write(folder: Path, new: bool) -> None:
    """Of a new index every paper before a certain revision is met once, and needs nothing taken out first."""
    index = entries.with_analyzers(Index(entries.schema(), path=str(folder)))
    mark = read_mark(index.searcher())
    writer = index.writer(WRITER_BYTES, 1)
    writer.garbage_collect_files()  # a killed writer's, whose names the next commit would take
    met_once = changes.newest_revision() if new else -1
    if new:
        for author, name, papers in changes.names():
            writer.add_document(entries.name_entry(author, name, papers))
    uncommitted = 0
    while batch := changes.titles_after(*mark, changes.BATCH):
        for row in batch:
            _put(writer, row, replacing=row.revision > met_once)
        _put_names(writer, changes.authors_of([row.paper for row in batch if row.revision > met_once]))
        mark, uncommitted = Mark(batch[-1].revision, batch[-1].paper), uncommitted + len(batch)
        if uncommitted >= COMMIT_EVERY_PAPERS:
            _commit(writer, mark)
            uncommitted = 0
    _commit(writer, mark)
    writer.wait_merging_threads()


def _put(writer: Any, row: changes.Titled, replacing: bool) -> None:
    if replacing:
        writer.delete_documents_by_term("key", entries.title_key(row.paper))
    if row.title:
        writer.add_document(entries.title_entry(row.paper, row.title, row.votes, row.day))


def _put_names(writer: Any, authors: Collection[int]) -> None:
    listed = list(authors)
    for at in range(0, len(listed), changes.BATCH):
        for author, name, papers in changes.names(listed[at : at + changes.BATCH]):
            writer.delete_documents_by_term("key", entries.name_key(author))
            writer.add_document(entries.name_entry(author, name, papers))


def _commit(writer: Any, mark: Mark) -> None:
    writer.delete_documents_by_term("kind", entries.MARK)
    writer.add_document(entries.mark_entry(*mark))
    writer.commit()


def _mark(folder: Path) -> Mark:
    return read_mark(Index.open(str(folder)).searcher())
