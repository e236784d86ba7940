"""Environment of a run: versions of the libraries that influence its numbers, and the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Sequence
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
NEEDED = frozenset({"avx2", "fma"})
"""Features of an x86-64 processor without which what follows finds no kernel, or one that does not run there."""
SAME_KERNELS = {
    "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "false",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
"""Eigen multiplies by its own kernel, compiled once for all processors, instead of oneDNN's, which is generated for the
processor whatever --xla_cpu_max_isa says; OpenBLAS and NumPy leave AVX-512 alone."""
XLA_SAME_KERNELS = ("--xla_cpu_max_isa=AVX2", "--xla_cpu_enable_platform_dependent_math=false")
"""XLA compiles for AVX2, since wider registers add in another order. Of YNNPACK it takes only kernels that round alike
(FMA's and AVX-512's do), and 1 / sqrt(x) by division and root: AMD and Intel estimate it differently. What still differs
between processors is said in docs/claims.md."""
CPUINFO = Path("/proc/cpuinfo")


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
    same, flags = same_kernels(platform.machine(), processor_features())
    chosen = {**ONE_THREAD, "JAX_PLATFORMS": jax_platform()}
    chosen |= {name: value for name, value in same.items() if name not in os.environ}
    chosen["XLA_FLAGS"] = _added(os.environ.get("XLA_FLAGS", ""), [XLA_ONE_THREAD, *flags])
    if cache_folder is not None and "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        chosen |= {
            "JAX_COMPILATION_CACHE_DIR": str(cache_folder),
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.3",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        }
    return chosen


def same_kernels(machine: str, features: Collection[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Variables and flags of XLA with which processors of this kind round alike; nothing for other kinds."""
    if machine.lower() in ("x86_64", "amd64") and set(features) >= NEEDED:
        return SAME_KERNELS, XLA_SAME_KERNELS
    return {}, ()


def processor_features() -> frozenset[str]:
    """Feature names such as avx2; empty where the system does not report them."""
    return frozenset(_cpuinfo("flags").split())


def _added(given: str, flags: Sequence[str]) -> str:
    """The flags added to those that the user has set, which stay."""
    missing = [flag for flag in flags if flag.partition("=")[0] not in given]
    return " ".join([*([given] if given else []), *missing])


def _processor() -> str:
    return _cpuinfo("model name") or platform.processor() or "unknown processor"


def _cpuinfo(name: str) -> str:
    """The value of this name for the first processor in Linux's cpuinfo."""
    try:
        lines = CPUINFO.read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
