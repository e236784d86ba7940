"""The check of the search index: its files, then every paper and vector against the database."""

from __future__ import annotations

from broadsheet.doctor.finding import Finding, good, note, wrong
from broadsheet.doctor.machine import Machine

REBUILD = "broadsheet index --rebuild"
CATCH_UP = "broadsheet index (the worker does it too)"


def index(machine: Machine) -> Finding:
    from broadsheet.search import indexing

    if refused := indexing.refusals():
        return wrong("index", f"It cannot be read: {'; '.join(refused)}", f"chown -R $USER {machine.home}")
    if damaged := indexing.damage():
        return wrong("index", "; ".join(damaged), REBUILD)
    return _compared()


def _compared() -> Finding:
    from broadsheet.search import indexing
    from broadsheet.search.documents import changes
    from broadsheet.search.views import chosen_engine

    if chosen_engine().outdated():
        return note("index", "It is of another version", CATCH_UP)
    status = indexing.status()
    if status.watermark > status.newest_revision:
        return wrong("index", "It belongs to another state of the database", REBUILD)
    if differences := indexing.verify():
        return wrong("index", "; ".join(differences), REBUILD)
    if behind := changes.count_after(*indexing.lexical_mark()):
        return note("index", f"{behind:,} papers behind the database", CATCH_UP)
    if indexing.is_behind():
        return note("index", "Vectors or completion are behind the database", CATCH_UP)
    if status.pending_embeddings:
        pending = f"{status.pending_embeddings:,} papers wait for their embedding"
        return note("index", pending, "The worker computes them; or: broadsheet embed")
    return good("index", f"{status.papers_in_index:,} papers, {status.vectors:,} vectors, each compared")
