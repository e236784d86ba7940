"""The quick budget of a part of the shipped claims, small enough for every run of the tests.

The part is drawn by the package's own files: one commit always runs the same claims, the next one others.
BROADSHEET_TEST_QUARTER (0 to 3) runs a quarter of all shipped claims instead, however long it takes.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.patience import PATIENCE_S

import broadsheet
from broadsheet.claims import serialisation, verdicts
from broadsheet.claims.runs import store

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.xdist_group("quarter")]
OPPOSED = {("supported", "contradicted"), ("contradicted", "supported")}
MINUTES = 0.5
"""What the declarations say that the quick budgets of the part take on two cores."""
OTHER_SEEDS = 1000
PACKAGE = Path(broadsheet.__file__).parent


def part() -> list[str]:
    claims = store.shipped_claims()
    if quarter := os.environ.get("BROADSHEET_TEST_QUARTER"):
        return claims[int(quarter) % 4 :: 4]
    random.Random(digest(PACKAGE)).shuffle(claims)
    minutes = accumulate(quick_minutes(claim) for claim in claims)
    return [claim for claim, spent in zip(claims, minutes, strict=True) if spent <= MINUTES] or claims[:1]


def digest(package: Path) -> bytes:
    files = sorted(package.rglob("*.py"))
    return hashlib.blake2b(b"".join(file.read_bytes() for file in files)).digest()


def quick_minutes(claim: str) -> float:
    run = store.shipped_run(claim)
    assert run is not None
    return serialisation.from_dict(run.provenance.declaration).quick.minutes


def test_part_is_the_same_each_time_and_keeps_to_its_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROADSHEET_TEST_QUARTER", raising=False)
    assert part() == part()
    assert len(part()) == 1 or sum(map(quick_minutes, part())) <= MINUTES


def test_another_state_of_the_package_draws_another_part(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("1")
    first = digest(tmp_path)
    (tmp_path / "one.py").write_text("2")
    assert digest(tmp_path) != first


def test_quick_runs_agree_with_what_is_shipped(tmp_path: Path) -> None:
    """Or, as few seeds may mislead and are others on every processor, those from other seeds do."""
    pytest.importorskip("jax")
    claims = part()
    print(f"claims: {' '.join(claims)}")
    if not claims:
        pytest.skip("no claim is shipped, or none in this quarter")
    doubtful = at_odds(check(claims, tmp_path))
    assert not doubtful or not at_odds(check(sorted(doubtful), tmp_path, first_seed=OTHER_SEEDS)), doubtful


def check(claims: list[str], home: Path, *, first_seed: int = 0) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "broadsheet", "check", *claims, "--json", "--home", str(home)]
    command += ["--first-seed", str(first_seed)]
    done = subprocess.run(command, capture_output=True, timeout=4 * PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert "Warning" not in done.stderr.decode()
    told: list[dict[str, Any]] = orjson.loads(done.stdout)
    assert {each["id"] for each in told} == set(claims)
    return told


def at_odds(told: list[dict[str, Any]]) -> dict[str, str]:
    """Claims of which a control shows a difference, or the verdict is the opposite of the shipped one; and why."""
    return {
        each["id"]: each["reason"] or each["verdict"]
        for each in told
        if "different" in outcomes(each["controls"])
        or (each["verdict"], shipped_verdict(each["id"])) in OPPOSED
    }


def outcomes(compared: list[dict[str, str]]) -> set[str]:
    return {each["outcome"] for each in compared}


def shipped_verdict(claim: str) -> str:
    run = store.shipped_run(claim)
    assert run is not None
    return verdicts.verdict(serialisation.from_dict(run.provenance.declaration), run.seeds.values()).outcome
