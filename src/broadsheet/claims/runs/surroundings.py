"""What a run ran on: versions of the libraries that enter its numbers, and the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
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
SAME_INSTRUCTIONS = {
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
XLA_SAME_INSTRUCTIONS = "--xla_cpu_max_isa=AVX2"
"""Of an x86-64 processor no instruction beyond AVX2 is used: wider registers add in another order, and what is trained
for long enough makes another result of it. Newer processors lose some speed, and all get the same numbers."""


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
    flags = [XLA_ONE_THREAD]
    chosen = {**ONE_THREAD, "JAX_PLATFORMS": jax_platform()}
    if platform.machine().lower() in ("x86_64", "amd64"):
        flags.append(XLA_SAME_INSTRUCTIONS)
        chosen |= {name: value for name, value in SAME_INSTRUCTIONS.items() if name not in os.environ}
    chosen["XLA_FLAGS"] = _added(os.environ.get("XLA_FLAGS", ""), flags)
    if cache_folder is not None and "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        chosen |= {
            "JAX_COMPILATION_CACHE_DIR": str(cache_folder),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.3",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        }
    return chosen


def _added(given: str, flags: Sequence[str]) -> str:
    """What the user set stays."""
    missing = [flag for flag in flags if flag.partition("=")[0] not in given]
    return " ".join([*([given] if given else []), *missing])


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"
