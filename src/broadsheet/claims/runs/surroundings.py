"""What a run ran on: versions of the libraries that enter its numbers, and the machine."""

from __future__ import annotations

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("jax", "numpy", "scikit-learn", "scipy")
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NPROC": "1",
}
"""Processes share the cores among them; each computes with one thread."""
XLA_ONE_THREAD = "--xla_cpu_multi_thread_eigen=false"


def versions() -> dict[str, str]:
    known = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            known[name] = version(name)
        except PackageNotFoundError:
            continue
    return known


def jax_platform() -> str:
    return os.environ.get("JAX_PLATFORMS") or "cpu"


@cache
def device() -> str:
    """Such as `cpu: AMD EPYC 7B13 (Linux x86_64)`."""
    return f"{jax_platform()}: {_processor()} ({platform.system()} {platform.machine()})"


def variables(cache_folder: Path | None) -> dict[str, str]:
    """The environment that an experiment's process is started with, before anything is imported."""
    flags = os.environ.get("XLA_FLAGS", "")
    chosen = {
        **ONE_THREAD,
        "JAX_PLATFORMS": jax_platform(),
        "XLA_FLAGS": flags if "xla_cpu_multi_thread_eigen" in flags else f"{flags} {XLA_ONE_THREAD}".strip(),
    }
    if cache_folder is not None and "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        chosen |= {
            "JAX_COMPILATION_CACHE_DIR": str(cache_folder),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.3",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        }
    return chosen


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"
