"""`broadsheet embed --on ray` against a real cluster of several nodes, one of which dies under way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from tests.search.papers import add_paper

from broadsheet.papers.models import Embedding
from broadsheet.search import indexing
from broadsheet.search.embedding import ray_workers
from broadsheet.search.embedding.pending import embed_pending

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db]
PAPERS = 64


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray = pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    for _ in range(2):
        cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_workers, "TEXTS_PER_TASK", 8)
    for number in range(PAPERS):
        add_paper(f"Paper {number} on graphs", f"We study the case of {number} nodes. " * (1 + number % 9))


def _vectors() -> dict[int, np.ndarray[Any, Any]]:
    rows = Embedding.objects.values_list("paper_id", "vector")
    return {paper: np.frombuffer(vector, np.int8) for paper, vector in rows}


def test_workers_compute_the_vectors_that_one_process_does(cluster: Any, papers: None) -> None:
    shown: list[int] = []
    assert ray_workers.embed_on_ray(progress=lambda count, share: shown.append(count)) == PAPERS
    assert (shown[-1], sorted(shown)) == (PAPERS, shown)
    by_ray = _vectors()
    Embedding.objects.all().delete()
    embed_pending()
    assert all((by_ray[paper] == vector).all() for paper, vector in _vectors().items())
    assert len(by_ray) == PAPERS
    indexing.catch_up()
    assert indexing.verify() == []


def test_a_stopped_run_is_continued(cluster: Any, papers: None) -> None:
    assert ray_workers.embed_on_ray(limit=20) == 20
    assert ray_workers.embed_on_ray() == PAPERS - 20
    assert ray_workers.embed_on_ray() == 0


def test_workers_that_are_killed_lose_nothing(cluster: Any, papers: None) -> None:
    import ray

    killed: list[int] = []

    def kill_a_worker(count: int, share: float | None) -> None:
        if not killed:
            worker = ray.get(ray.remote(lambda: os.getpid()).remote())
            os.kill(worker, signal.SIGKILL)
            cluster.remove_node(next(iter(cluster.worker_nodes)), allow_graceful=False)
            killed.append(worker)

    assert ray_workers.embed_on_ray(progress=kill_a_worker) == PAPERS
    assert killed
    assert len(_vectors()) == PAPERS
