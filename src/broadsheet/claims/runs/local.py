"""Run units in processes of this machine, one thread each, as many as there are cores.

Each is spawned (an experiment's libraries do not survive a fork) and is sent one unit at a time over a pipe, so that
a process that dies is known by the unit it died of.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from broadsheet.claims.runs.performing import failed, perform
from broadsheet.claims.runs.records import SeedRecord
from broadsheet.claims.runs.units import Unit
from broadsheet.errors import BroadsheetError
from broadsheet.interruption import unheard

Done = tuple[Unit, list[SeedRecord]]


@dataclass(slots=True)
class Worker:
    process: SpawnProcess
    pipe: Connection
    unit: Unit | None = None


def run(units: Sequence[Unit], processes: int, variables: Mapping[str, str]) -> Iterator[Done]:
    """Units in the order in which they are finished. Leaving early ends the processes."""
    waiting = deque(units)
    workers: list[Worker] = []
    try:
        while waiting or any(worker.unit for worker in workers):
            _give_work(workers, waiting, processes, variables)
            for ready in wait([worker.pipe for worker in workers if worker.unit]):
                worker = next(each for each in workers if each.pipe is ready)
                yield from _take(worker, workers, waiting)
    finally:
        for worker in workers:
            _end(worker)


def _give_work(
    workers: list[Worker], waiting: deque[Unit], processes: int, variables: Mapping[str, str]
) -> None:
    while waiting:
        idle = next((worker for worker in workers if worker.unit is None), None)
        if idle is None and len(workers) >= processes:
            return
        if idle is None:
            idle = _start(variables)
            workers.append(idle)
        idle.unit = waiting.popleft()
        idle.pipe.send(idle.unit)


def _take(worker: Worker, workers: list[Worker], waiting: deque[Unit]) -> Iterator[Done]:
    unit, worker.unit = worker.unit, None
    assert unit is not None
    try:
        answer = worker.pipe.recv()
    except EOFError:
        workers.remove(worker)
        worker.process.join()
        yield from _after_a_death(unit, worker.process.exitcode, waiting)
        return
    if isinstance(answer, BroadsheetError):
        raise answer
    yield unit, answer


def _after_a_death(unit: Unit, code: int | None, waiting: deque[Unit]) -> Iterator[Done]:
    """Handle the death of a process (out of memory, a crash): try its seeds one by one, then count them as failed."""
    if len(unit.seeds) > 1:
        waiting.extend(unit.singly())
        return
    yield unit, [failed(unit, unit.seeds[0], f"its process ended with exit code {code}", 0.0)]


def _start(variables: Mapping[str, str]) -> Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    with _environment(variables), unheard():
        process.start()
    theirs.close()
    return Worker(process, ours)


def _end(worker: Worker) -> None:
    worker.pipe.close()
    if worker.unit is not None:
        worker.process.terminate()
    worker.process.join(5)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _work(pipe: Connection) -> None:
    """Compute units until the other end of the pipe is closed."""
    while True:
        try:
            unit = pipe.recv()
        except EOFError:
            return
        try:
            answer: list[SeedRecord] | BroadsheetError = perform(unit)
        except BroadsheetError as error:
            answer = BroadsheetError(error.rule, error.value, error.cure)
        try:
            pipe.send(answer)
        except BrokenPipeError:
            return


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """A spawned process starts with the environment that is current then."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
