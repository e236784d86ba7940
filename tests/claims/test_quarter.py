"""The quick budget of a quarter of all shipped claims: another one every week, all within a month.

BROADSHEET_TEST_QUARTER (0 to 3) chooses one; without it the number of the week does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from broadsheet.claims import declaring, verdicts
from broadsheet.claims.runs import store

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.xdist_group("quarter")]
OPPOSED = {("supported", "contradicted"), ("contradicted", "supported")}
LONGEST_S = 20 * 60


def quarter() -> int:
    week = datetime.now(UTC).isocalendar().week
    return int(os.environ.get("BROADSHEET_TEST_QUARTER", week)) % 4


def test_quick_runs_agree_with_what_is_shipped(tmp_path: Path) -> None:
    pytest.importorskip("jax")
    claims = store.shipped_claims()[quarter() :: 4]
    print(f"quarter {quarter()}: {' '.join(claims)}")
    if not claims:
        pytest.skip("no shipped claim is in this quarter")
    command = [sys.executable, "-m", "broadsheet", "check", *claims, "--json", "--home", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    told = orjson.loads(done.stdout)
    assert {each["id"] for each in told} == set(claims)
    faulty = {each["id"]: each["reason"] for each in told if "different" in outcomes(each["controls"])}
    assert not faulty
    assert "Warning" not in done.stderr.decode()
    assert not {each["id"] for each in told if (each["verdict"], shipped_verdict(each["id"])) in OPPOSED}


def outcomes(compared: list[dict[str, str]]) -> set[str]:
    return {each["outcome"] for each in compared}


def shipped_verdict(claim: str) -> str:
    run = store.shipped_run(claim)
    assert run is not None
    return verdicts.verdict(declaring.read(run.provenance.declaration), run.seeds.values()).outcome
