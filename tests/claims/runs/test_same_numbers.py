"""What docs/claims.md promises of the numbers: the same bits here, and elsewhere the same to a tolerance, for a few
updates. Switches of the libraries stand for other processors."""

from __future__ import annotations

import platform
from collections.abc import Collection

import pytest
from tests.claims.short_horizon import LONG_TO_COMPILE, SEED_BY_SEED, SHORT, Numbers, numbers, stored

from broadsheet.claims.runs import surroundings

pytest.importorskip("jax")
pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.xdist_group("same-numbers")]
TOLERANCE = 5e-3
"""Relative, or absolute where a number is below 1. Measured: 1e-3 where an optimiser runs to its end, else 1e-6."""
ONE_THREAD = surroundings.XLA_ONE_THREAD
PROCESSORS = {
    "as wide as there are here": {
        "XLA_FLAGS": ONE_THREAD,
        "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "true",
        "OPENBLAS_CORETYPE": "SkylakeX" if "avx512f" in surroundings.processor_features() else "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "",
    },
    "without AVX2 and FMA": {
        "XLA_FLAGS": f"{ONE_THREAD} --xla_cpu_max_isa=SSE4_2",
        "TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL": "true",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    },
}
QUICK = sorted(SHORT.keys() - LONG_TO_COMPILE)


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """As of an instance that keeps compiled programs."""
    return surroundings.variables(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def here(variables: dict[str, str]) -> dict[str, Numbers]:
    return numbers(SHORT, variables)


def test_same_seeds_give_the_same_bits_in_other_processes(
    here: dict[str, Numbers], variables: dict[str, str]
) -> None:
    assert numbers(reversed(SHORT), variables, processes=2) == here


def test_seed_gives_the_same_numbers_in_other_company(
    here: dict[str, Numbers], variables: dict[str, str]
) -> None:
    accompanied = numbers(QUICK, variables, seeds=(0, 1, 2))
    alone = SEED_BY_SEED & accompanied.keys()
    assert only(accompanied, alone) == only(here, alone)
    agree(accompanied, only(here, QUICK))


def test_a_few_updates_agree_with_those_of_another_machine(here: dict[str, Numbers]) -> None:
    agree(here, stored())


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the switches know x86-64 alone")
@pytest.mark.parametrize("processor", PROCESSORS)
def test_a_few_updates_agree_with_those_of_another_processor(
    processor: str, here: dict[str, Numbers], variables: dict[str, str]
) -> None:
    agree(numbers(QUICK, variables | PROCESSORS[processor]), only(here, QUICK))


def agree(one: dict[str, Numbers], other: dict[str, Numbers]) -> None:
    assert one.keys() == other.keys()
    apart = {
        claim: (one[claim], other[claim])
        for claim in one
        if one[claim] != pytest.approx(other[claim], rel=TOLERANCE, abs=TOLERANCE)
    }
    assert not apart


def only(told: dict[str, Numbers], claims: Collection[str]) -> dict[str, Numbers]:
    return {claim: told[claim] for claim in claims}
