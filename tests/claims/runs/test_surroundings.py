"""What an experiment's process is started with, so that other machines give the same numbers."""

from __future__ import annotations

import platform

import pytest
from tests.claims.runs.again import first_seed_again

from broadsheet.claims.runs import surroundings

FAST = ("s124", "s155", "s206", "s236", "s528", "s540")
"""A second or less a seed. Here and below: claims that compute a seed by itself, in whatever company."""
COSTLY = ("s058", "s122", "s235", "s451")


def on(machine: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(platform, "machine", lambda: machine)
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


def test_what_the_user_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_max_isa=AVX512")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Zen")
    chosen = on("x86_64", monkeypatch)
    assert chosen["XLA_FLAGS"] == "--xla_cpu_max_isa=AVX512 --xla_cpu_multi_thread_eigen=false"
    assert "OPENBLAS_CORETYPE" not in chosen


@pytest.mark.parametrize("claim", FAST)
def test_shipped_seed_run_again_gives_the_numbers_that_were_shipped(claim: str) -> None:
    shipped, again = first_seed_again(claim)
    assert again == pytest.approx(shipped, rel=1e-9, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("claim", COSTLY)
def test_costly_shipped_seed_run_again_gives_the_numbers_that_were_shipped(claim: str) -> None:
    shipped, again = first_seed_again(claim)
    assert again == pytest.approx(shipped, rel=1e-9, abs=1e-12)
