"""A backfill of embeddings by the workers of a Ray cluster; this process alone reads and writes the database."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from broadsheet import locks
from broadsheet.errors import SetupError
from broadsheet.papers.models import Paper
from broadsheet.search.embedding.pending import Backlog, drop_outdated, pending_count, store, texts_of
from broadsheet.search.embedding.registry import chosen_model, embed_with
from broadsheet.search.engine.files import index_home

TEXTS_PER_TASK = 256
TASKS_PER_CORE = 2
"""Kept under way, so that no core waits for the database."""
LOOK_EVERY_S = 1.0
Progress = Callable[[int, float | None], None]


def embed_on_ray(progress: Progress = lambda count, share: None, limit: int | None = None) -> int:
    """Returns how many papers were embedded; 0 where another process is at it.

    The cluster is the one that RAY_ADDRESS names, or begins on this machine. A task whose worker or node dies
    is run again elsewhere. Results are stored as they come, so a killed run is continued by the next.
    """
    model = chosen_model()
    if model is None:
        return 0
    ray = _ray()
    with locks.held(index_home() / "embed.lock", wait=False) as mine:
        if not mine:
            return 0
        drop_outdated(model.name)
        began = not ray.is_initialized()
        if began:
            ray.init(log_to_driver=False, logging_level="ERROR")
        try:
            return _embed(ray, model.name, progress, limit)
        finally:
            if began:
                ray.shutdown()


def _embed(ray: Any, model: str, progress: Progress, limit: int | None) -> int:
    task = ray.remote(num_cpus=1, max_retries=-1)(embed_with)
    backlog, under_way = Backlog(model), dict[Any, tuple[list[Paper], list[str]]]()
    total = min(pending_count(model), limit or 2**62)
    done = handed_out = 0
    while True:
        room = int(ray.cluster_resources().get("CPU", 1)) * TASKS_PER_CORE - len(under_way)
        for _ in range(max(room, 0)):
            known = {paper.pk for papers, _ in under_way.values() for paper in papers}
            papers = backlog.take(min(TEXTS_PER_TASK, total - handed_out), without=known)
            if not papers:
                break
            texts = texts_of(papers)
            under_way[task.remote(model, texts)] = papers, texts
            handed_out += len(papers)
        if not under_way:
            return done
        finished, _ = ray.wait(list(under_way), num_returns=1, timeout=LOOK_EVERY_S)
        for each in finished:
            papers, texts = under_way.pop(each)
            done += store(model, papers, texts, ray.get(each))
            progress(done, min(1.0, done / max(total, 1)))


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to Ray's makers
    try:
        import ray
    except ImportError as error:
        raise SetupError(
            "`--on ray` needs the extra `ray`", None, 'Run `pip install "broadsheet[ray]"`.'
        ) from error
    return ray
