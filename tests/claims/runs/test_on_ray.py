"""A real cluster of three nodes on this machine: the same records as from one process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.claims import coin

from broadsheet.claims import discovery
from broadsheet.claims.discovery import ExperimentRef, Loaded
from broadsheet.claims.runs import on_ray, store
from broadsheet.claims.runs.checking import RunOptions, carry_out, plan
from broadsheet.claims.runs.performing import perform

ray = pytest.importorskip("ray")
pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.xdist_group("ray")]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def cores() -> Iterator[int]:
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80 * 2**20}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COIN_FAILS", "1")
        patch.setenv("COIN_DIES", "2")
        cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
        for _ in range(2):
            cluster.add_node(**node)
        patch.setenv("RAY_ADDRESS", cluster.address)
        yield on_ray.connect()
        ray.shutdown()
        cluster.shutdown()


def test_cluster_lends_the_cores_of_all_its_nodes(cores: int) -> None:
    assert (cores, len(ray.nodes())) == (3, 3)


def test_ray_records_what_one_process_records(cores: int, tmp_path: Path) -> None:
    """Seeds from 10 on, where no coin fails."""
    far, near = tmp_path / "far", tmp_path / "near"
    loaded = discovery.load(ExperimentRef("t001", coin.__name__))
    for home, runner in (
        (far, on_ray.run),
        (near, lambda units: ((unit, perform(unit)) for unit in units)),
    ):
        plans = [plan(loaded, RunOptions(first_seed=10, seeds=5), home=home, now=lambda: NOON)]
        list(carry_out(plans, runner, lambda done, whole: None))
    assert told(far) == told(near)
    assert len(told(far)) == 15


def test_failed_seed_and_dead_task_are_records_of_their_own(cores: int, tmp_path: Path) -> None:
    loaded: Loaded = discovery.load(ExperimentRef("t001", coin.__name__))
    plans = [plan(loaded, RunOptions(), home=tmp_path, now=lambda: NOON)]
    [done] = carry_out(plans, on_ray.run, lambda done, whole: None)
    errors = {seed: done.run.seeds["fair", seed].error for seed in range(4)}
    assert errors[1] == "ValueError: the coin rolled away"
    assert errors[2].startswith("its Ray task died")
    assert (errors[0], errors[3]) == ("", "")


def told(home: Path) -> dict[object, object]:
    """Everything but how long it took."""
    [run] = store.runs_in(store.file_of(home, "t001", "quick"))
    return {key: (run.name, record.values, record.error, record.device) for key, record in run.seeds.items()}
