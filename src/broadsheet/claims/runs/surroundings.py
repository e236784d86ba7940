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
SAME_KERNELS = {"TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "false"}
"""Matrix products that XLA leaves to Eigen use Eigen's own kernel, compiled once for all processors. The custom one is
oneDNN's, which generates code for the processor and is not reached by --xla_cpu_max_isa."""
XLA_SAME_KERNELS = "--xla_cpu_enable_platform_dependent_math=false"
"""Of YNNPACK, only kernels that round alike (FMA3's and AVX-512's do); 1 / sqrt(x) by division and root instead of the
processor's estimate, which differs between AMD and Intel."""
SAME_INSTRUCTIONS = {
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
XLA_SAME_INSTRUCTIONS = "--xla_cpu_max_isa=AVX2"
"""Of an x86-64 processor, what XLA, OpenBLAS and NumPy compile or choose themselves uses no instruction beyond AVX2:
wider registers add in another order. What still differs between processors is said in docs/claims.md."""


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
    flags, same = [XLA_ONE_THREAD, XLA_SAME_KERNELS], dict(SAME_KERNELS)
    if platform.machine().lower() in ("x86_64", "amd64"):
        flags.append(XLA_SAME_INSTRUCTIONS)
        same |= SAME_INSTRUCTIONS
    chosen = {**ONE_THREAD, "JAX_PLATFORMS": jax_platform()}
    chosen |= {name: value for name, value in same.items() if name not in os.environ}
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
