"""The words of the newest papers in memory: what answers while there is no index of words.

For so long each process that searches makes one of its own, from the database, and lets it go once there is an index.
An instance with no more papers than it holds is answered as ever.
"""

from __future__ import annotations

import threading
import time

from tantivy import Index

from broadsheet.papers.models import Paper
from broadsheet.search.documents import changes
from broadsheet.search.index.lexical import LexicalView, current_dialect
from broadsheet.search.index.schema import entry, register_analyzers, schema

MOST = 10_000
"""Papers: some two seconds of work."""
ANEW_S = 60.0
"""At least this long it answers, though papers came in."""
WRITER_BYTES = 30_000_000


class RecentView(LexicalView):
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
            lasts = self._revision == newest or now - self._made_at < ANEW_S
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
    """The newest papers come after it."""
    found = Paper.objects.order_by("-revision", "-id").values_list("revision", "id")[MOST : MOST + 1]
    return found[0] if found else (0, 0)
