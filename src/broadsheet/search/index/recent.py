"""A lexical index of the newest papers in memory, which answers while there is none on disk.

Each process that searches builds one from the database and drops it once there is an index on disk. In an instance with
no more papers than it holds, the answers are complete.
"""

from __future__ import annotations

import threading
import time

from tantivy import Index

from broadsheet.papers.models import Paper
from broadsheet.search.documents import changes
from broadsheet.search.index.lexical import TantivyView, current_dialect
from broadsheet.search.index.schema import entry, register_analyzers, schema

MAX_PAPERS = 10_000
"""Some two seconds of work."""
REBUILD_AFTER_S = 60.0
"""It is used at least this long, though new papers came in."""
WRITER_BYTES = 30_000_000


class RecentView(TantivyView):
    is_part = False
    """Whether there are more papers than it holds."""


class RecentPapers:
    """Shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._view: RecentView | None = None
        self._revision = -1
        self._made_at = 0.0

    def view(self) -> RecentView:
        with self._lock:
            newest, now = changes.newest_revision(), time.monotonic()
            lasts = self._revision == newest or now - self._made_at < REBUILD_AFTER_S
            if self._view is None or newest < self._revision or not lasts:
                self._view, self._revision, self._made_at = _made(), newest, now
            return self._view

    def forget(self) -> None:
        self._view = None


def _made() -> RecentView:
    index = register_analyzers(Index(schema()))
    writer = index.writer(WRITER_BYTES, 1)
    start = revision, paper = _start()
    while batch := changes.changes_after(revision, paper, changes.BATCH):
        for change in batch:
            if change.document is not None:
                writer.add_document(entry(change.document))
        revision, paper = batch[-1].revision, batch[-1].paper
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    view = RecentView(index.searcher(), current_dialect())
    view.is_part = start != (0, 0)
    return view


def _start() -> tuple[int, int]:
    """The (revision, paper) after which the newest papers come."""
    rows = Paper.objects.order_by("-revision", "-id").values_list("revision", "id")[
        MAX_PAPERS : MAX_PAPERS + 1
    ]
    return rows[0] if rows else (0, 0)
