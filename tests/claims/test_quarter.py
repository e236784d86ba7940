"""The quick budget of a quarter of all shipped claims: another one every week, all within a month.

BROADSHEET_TEST_QUARTER (0 to 3) chooses one; without it the number of the week does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from broadsheet.claims import declaring, verdicts
from broadsheet.claims.runs import store

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.xdist_group("quarter")]
OPPOSED = {("supported", "contradicted"), ("contradicted", "supported")}
HANGS_S = 3 * 60 * 60
"""Ten times what the slowest quarter takes on two cores beside other work."""
OTHER_SEEDS = 1000


def quarter() -> int:
    week = datetime.now(UTC).isocalendar().week
    return int(os.environ.get("BROADSHEET_TEST_QUARTER", week)) % 4


def test_quick_runs_agree_with_what_is_shipped(tmp_path: Path) -> None:
    """Or, as few seeds may mislead and are others on every processor, those from other seeds do."""
    pytest.importorskip("jax")
    claims = store.shipped_claims()[quarter() :: 4]
    print(f"quarter {quarter()}: {' '.join(claims)}")
    if not claims:
        pytest.skip("no shipped claim is in this quarter")
    doubtful = at_odds(check(claims, tmp_path))
    assert not doubtful or not at_odds(check(sorted(doubtful), tmp_path, first_seed=OTHER_SEEDS)), doubtful


def check(claims: list[str], home: Path, *, first_seed: int = 0) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "broadsheet", "check", *claims, "--json", "--home", str(home)]
    command += ["--first-seed", str(first_seed)]
    done = subprocess.run(command, capture_output=True, timeout=HANGS_S, check=False)
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
    return verdicts.verdict(declaring.read(run.provenance.declaration), run.seeds.values()).outcome
