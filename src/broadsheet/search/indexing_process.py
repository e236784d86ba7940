"""Index during a long import: a process that brings the index up to the database every few seconds.

It listens on a pipe and ends when the import closes it, or dies.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from broadsheet.interruption import unheard

EVERY_S = 5.0


@contextmanager
def indexing_beside() -> Iterator[None]:
    """Run the process within the context. Afterwards the caller still has to call `catch_up` once."""
    context = multiprocessing.get_context("spawn")
    listening, holding = context.Pipe(duplex=False)
    process = context.Process(target=_follow, args=(listening,), daemon=True)
    with unheard():
        process.start()
    listening.close()
    try:
        yield
    finally:
        holding.close()
        process.join()


def _follow(listening: Connection) -> None:
    from broadsheet import process

    process.set_up_django()
    from broadsheet.search import indexing

    while not listening.poll(EVERY_S):
        indexing.catch_up()
