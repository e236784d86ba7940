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


def on(machine: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    for name in ("XLA_FLAGS", *surroundings.SAME_INSTRUCTIONS, *surroundings.SAME_KERNELS):
        monkeypatch.delenv(name, raising=False)
    return surroundings.variables(None)


def test_wider_instructions_than_avx2_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = on("x86_64", monkeypatch)
    assert "--xla_cpu_max_isa=AVX2" in chosen["XLA_FLAGS"].split()
    assert chosen["OPENBLAS_CORETYPE"] == "Haswell"
    assert "X86_V4" in chosen["NPY_DISABLE_CPU_FEATURES"]


def test_other_families_of_processors_are_told_nothing_of_x86(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = on("aarch64", monkeypatch)
    assert "max_isa" not in chosen["XLA_FLAGS"]
    assert "OPENBLAS_CORETYPE" not in chosen
    assert "--xla_cpu_enable_platform_dependent_math=false" in chosen["XLA_FLAGS"].split()


def test_what_the_user_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    on("x86_64", monkeypatch)
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_max_isa=AVX512")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Zen")
    monkeypatch.setenv("TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL", "true")
    chosen = surroundings.variables(None)
    assert [flag for flag in chosen["XLA_FLAGS"].split() if "max_isa" in flag] == ["--xla_cpu_max_isa=AVX512"]
    assert not {"OPENBLAS_CORETYPE", "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL"} & set(chosen)


@pytest.mark.one_database
@pytest.mark.skipif(platform.machine() != "x86_64", reason="oneDNN's switch knows x86-64 alone")
def test_products_do_not_ask_onednn_for_the_processors_instructions() -> None:
    """ONEDNN_MAX_CPU_ISA stands for another processor."""
    pytest.importorskip("jax")
    assert printed(PRODUCTS, {"ONEDNN_MAX_CPU_ISA": "SSE41"}) == printed(PRODUCTS, {})


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
