"""Prefetch: run a generator in a process of its own, a few items ahead of its consumer.

The processes share one pipe: when either dies, however it dies, the other notices and ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from broadsheet.errors import BroadsheetError, TemporaryError
from broadsheet.interruption import unheard

ITEMS_AHEAD = 4
GC_THRESHOLDS = (100_000, 20, 20)
"""Thresholds of the garbage collector: batches are many small tuples without cycles, which it would scan in vain."""
_END = object()

Item = TypeVar("Item")


def prefetch(make: Callable[..., Iterator[Item]], *arguments: Any) -> Generator[Item, None, None]:
    """Yield the items of `make(*arguments)`; its BroadsheetError is raised here. `make` must be importable."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_produce, args=(sending, make, arguments), daemon=True)
    with unheard():
        process.start()
    sending.close()
    try:
        yield from _received(receiving)
    finally:
        receiving.close()
        process.terminate()
        process.join()


def _received(receiving: Connection) -> Iterator[Any]:
    while True:
        try:
            kind, value = pickle.loads(receiving.recv_bytes())
        except EOFError as error:
            raise TemporaryError(
                "The reading process ended early", cure="Run the same import again"
            ) from error
        if kind == "end":
            return
        if kind == "error":
            raise value
        yield value


def _produce(sending: Connection, make: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
    gc.set_threshold(*GC_THRESHOLDS)
    waiting: queue.Queue[Any] = queue.Queue(maxsize=ITEMS_AHEAD)
    sender = threading.Thread(target=_send_all, args=(sending, waiting))
    sender.start()
    try:
        for item in make(*arguments):
            if not sender.is_alive():
                return
            waiting.put(("item", item))
        waiting.put(("end", None))
    except BroadsheetError as error:
        waiting.put(("error", error))
    finally:
        waiting.put(_END)
        sender.join()


def _send_all(sending: Connection, waiting: queue.Queue[Any]) -> None:
    while (message := waiting.get()) is not _END:
        try:
            sending.send_bytes(pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL))
        except OSError:
            _drain(waiting)
            return


def _drain(waiting: queue.Queue[Any]) -> None:
    """Wake a producer that waits for space in the pipe, so that it notices the closed end."""
    while True:
        try:
            waiting.get(timeout=1)
        except queue.Empty:
            return
