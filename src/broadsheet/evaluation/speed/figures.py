"""Measurements of a system: milliseconds a query, queries a second, memory, disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

CLIENTS = (1, 2, 8)
WARMING = 5


@dataclass(frozen=True, slots=True)
class Latency:
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    """Processor time of the system's process, with all threads; without a database server's."""


def latency(answer: Callable[[Any], object], queries: Sequence[Any]) -> Latency:
    for query in queries[:WARMING]:
        answer(query)
    taken, cpu = [], time.process_time()
    for query in queries:
        start = time.perf_counter()
        answer(query)
        taken.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - cpu) / len(queries) * 1000
    p50, p95, p99 = np.percentile(taken, [50, 95, 99]).tolist()
    return Latency(p50, p95, p99, cpu)


def throughput(answer: Callable[[Any], object], queries: Sequence[Any], clients: int) -> float:
    """Queries a second of a number of threads that each send all queries, one after the other."""
    threads = [threading.Thread(target=_ask_all, args=(answer, queries)) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clients * len(queries) / (time.perf_counter() - start)


def _ask_all(answer: Callable[[Any], object], queries: Iterable[Any]) -> None:
    for query in queries:
        answer(query)


def anonymous_mb() -> float:
    """Memory of this process that no file backs."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def disk_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
