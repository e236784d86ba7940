"""Throughput of our serving processes: searches a second, each with its share of the clients as threads."""

from __future__ import annotations

import multiprocessing
import time

from django.db import connections

from broadsheet.evaluation.speed import figures
from broadsheet.search.facade import search
from broadsheet.search.query.request import Mode, SearchRequest

PROCESSES = 2
WARMING = 10


def throughput(queries: list[str], mode: str, clients: int) -> float:
    connections.close_all()
    processes = min(PROCESSES, clients)
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.starmap(_answer_all, [(queries[:WARMING], mode, 1)] * processes)
        start = time.perf_counter()
        jobs = [(queries, mode, clients // processes)] * processes
        pool.starmap(_answer_all, jobs, chunksize=1)
        return clients * len(queries) / (time.perf_counter() - start)


def _answer_all(queries: list[str], mode: str, threads: int) -> None:
    def answer(text: str) -> None:
        search(SearchRequest(text, mode=Mode(mode)).hits_only())

    figures.throughput(answer, queries, threads)
    connections.close_all()
