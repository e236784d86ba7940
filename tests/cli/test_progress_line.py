from __future__ import annotations

from broadsheet.cli.progress import line


def test_fast_work_is_told_by_the_second_and_slow_work_by_the_minute() -> None:
    assert line("Importing", 3_000, 2.0, None) == "Importing: 3,000  1,500/s"
    assert line("Running seeds", 10, 57.0, 0.5) == "Running seeds: 10  10.5/min  50%  57 s left"
    assert line("Running seeds", 0, 3.0, None) == "Running seeds: 0  0/s"
