"""Several processes vote and take votes back for the same readers and papers at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.community import voters
from tests.community.voters import PAPERS, READERS

PROCESSES = 4


@pytest.mark.slow
@pytest.mark.both_databases
def test_every_vote_is_counted_once_under_concurrency(tmp_path: Path) -> None:
    environment = voters.environment(tmp_path)
    voters.result(voters.start(environment, "fill"))
    processes = [
        voters.start(environment, "vote", str(seed), str(PROCESSES - 1)) for seed in range(PROCESSES)
    ]
    results = [voters.result(process) for process in processes]
    gained, lost = (sum(int(str(each[name])) for each in results) for name in ("gained", "lost"))
    counted = voters.result(voters.start(environment, "count"))
    votes = counted["votes"]
    assert isinstance(votes, int)
    assert gained - lost == votes
    assert sum(counted["tally"]) == votes  # type: ignore[call-overload]
    assert counted["version"] == gained + lost
    assert lost > 0
    assert votes <= READERS * PAPERS
