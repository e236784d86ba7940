"""Units of work on a Ray cluster, each a task of one core. The nodes have Broadsheet with the extra `lab` installed.

The cluster is the one that RAY_ADDRESS names; without it, one is started on this machine for the time of the run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from broadsheet.claims.runs.local import Done
from broadsheet.claims.runs.performing import failed, perform
from broadsheet.claims.runs.surroundings import variables
from broadsheet.claims.runs.units import Unit
from broadsheet.errors import SetupError


def connect() -> int:
    """Join or start the cluster; returns its cores. SetupError says what is missing."""
    ray = _ray()
    if not ray.is_initialized():
        try:
            ray.init(
                address=os.environ.get("RAY_ADDRESS") or None, log_to_driver=False, logging_level="ERROR"
            )
        except ConnectionError as error:
            raise SetupError(
                "The Ray cluster must be reachable", str(error), "Start it, or correct RAY_ADDRESS."
            ) from error
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def run(units: Sequence[Unit]) -> Iterator[Done]:
    """Units in the order in which they are finished. A task that dies is tried seed by seed, then counted as
    failed."""
    ray = _ray()
    task = ray.remote(num_cpus=1, max_retries=0, runtime_env={"env_vars": variables(None)})(perform)
    waiting = {task.remote(unit): unit for unit in units}
    try:
        while waiting:
            ready, _ = ray.wait(list(waiting), num_returns=1)
            for reference in ready:
                unit = waiting.pop(reference)
                try:
                    yield unit, ray.get(reference)
                except ray.exceptions.RayTaskError:
                    raise
                except ray.exceptions.RayError as error:
                    if len(unit.seeds) > 1:
                        waiting |= {task.remote(each): each for each in unit.singly()}
                    else:
                        yield unit, [failed(unit, unit.seeds[0], f"its Ray task died: {_said(error)}", 0.0)]
    finally:
        for reference in waiting:
            ray.cancel(reference, force=True)


def _said(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:300]


def _ray() -> Any:
    try:
        import ray
    except ModuleNotFoundError as error:
        raise SetupError(
            "Running on a Ray cluster needs the extra `ray`",
            "ray is not installed",
            "Install it: pip install 'broadsheet[ray]'",
        ) from error
    return ray
