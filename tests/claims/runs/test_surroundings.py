"""What an experiment's process is started with, so that other processors round alike as far as can be had."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Mapping

import pytest

from broadsheet.claims.runs import surroundings

PRODUCTS = """
import hashlib
import jax
import numpy as np
rng = np.random.default_rng(0)
x, y, image, kernel = (
    rng.standard_normal(shape, np.float32) for shape in ((700, 32), (700, 80), (8, 4, 10, 10), (16, 4, 3, 3))
)
gradient = jax.jit(lambda x, y: x.T @ y)(x, y)
convolved = jax.jit(lambda x, k: jax.lax.conv(x, k, (1, 1), "SAME"))(image, kernel)
print(hashlib.sha256(bytes(gradient.tobytes() + convolved.tobytes())).hexdigest())
"""
"""Products that XLA leaves to Eigen: the gradient of a layer's weights, and a convolution."""
ROOT = """
import jax
import numpy as np
x = np.random.default_rng(0).random(100_000, np.float32) + np.float32(0.01)
print(bool((np.asarray(jax.jit(jax.lax.rsqrt)(x)) == np.float32(1) / np.sqrt(x)).all()))
"""


ZEN_5 = ("sse4_2", "avx", "avx2", "fma", "avx512f")
PINNED = bool(surroundings.same_kernels(platform.machine(), surroundings.processor_features())[0])
needs_pins = pytest.mark.skipif(
    not PINNED, reason="kernels are pinned on x86-64 processors with AVX2 and FMA"
)


def test_wider_instructions_than_avx2_are_left_alone() -> None:
    chosen, flags = surroundings.same_kernels("x86_64", ZEN_5)
    assert "--xla_cpu_max_isa=AVX2" in flags
    assert chosen["OPENBLAS_CORETYPE"] == "Haswell"
    assert "X86_V4" in chosen["NPY_DISABLE_CPU_FEATURES"]


@pytest.mark.parametrize(
    ("machine", "features"), [("aarch64", ("asimd",)), ("x86_64", ("sse4_2", "avx")), ("x86_64", ())]
)
def test_processor_that_lacks_the_kernels_is_not_made_to_run_them(
    machine: str, features: tuple[str, ...]
) -> None:
    assert surroundings.same_kernels(machine, features) == ({}, ())


def test_features_are_those_that_linux_tells() -> None:
    if not surroundings.CPUINFO.exists() or platform.machine() != "x86_64":
        pytest.skip("no x86-64 Linux")
    assert {"sse2", "fpu"} <= surroundings.processor_features()


def test_what_the_user_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_max_isa=AVX512")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Zen")
    monkeypatch.setenv("TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL", "true")
    chosen = surroundings.variables(None)
    assert [flag for flag in chosen["XLA_FLAGS"].split() if "max_isa" in flag] == ["--xla_cpu_max_isa=AVX512"]
    assert not {"OPENBLAS_CORETYPE", "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL"} & set(chosen)


@needs_pins
@pytest.mark.one_database
def test_products_do_not_ask_onednn_for_the_processors_instructions() -> None:
    """ONEDNN_MAX_CPU_ISA stands for another processor."""
    pytest.importorskip("jax")
    assert printed(PRODUCTS, {"ONEDNN_MAX_CPU_ISA": "SSE41"}) == printed(PRODUCTS, {})


@needs_pins
@pytest.mark.one_database
def test_inverse_root_is_no_estimate_of_the_processor() -> None:
    pytest.importorskip("jax")
    assert printed(ROOT, {}) == "True"


def printed(program: str, switches: Mapping[str, str]) -> str:
    """By a process that is started as an experiment's is, and with these switches."""
    environment = {**os.environ, **surroundings.variables(None), **switches}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()
