"""What an instance costs that nobody visits: seconds of the processor, and memory, of `broadsheet up` as a whole.

    python benchmarks/bench_idle.py [--minutes 3] [--limit 0.5]

Starts it on a fresh home, without harvesting, and waits until its first work is done (the papers that came with the
package are embedded, everything is indexed and nothing is left to draw). Then it reads of each process, from /proc,
the time of the processor that it took meanwhile. Exits with 1 above the limit, in seconds a minute.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from servers import UP, Server

CALM_S = 30.0
"""Of quiet, before the measurement begins."""
CALM_SHARE = 0.06
"""Of one core: below it, nothing but the recurring work goes on."""
SETTLE_WITHIN_S = 900.0


class Cost(NamedTuple):
    name: str
    cpu_s: float
    resident_mb: float
    proportional_mb: float
    """Shared pages divided among those who share them."""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"BROADSHEET_HOME": home, "BROADSHEET_HARVEST": "no"}
        with Server(UP, environment, settle_s=0) as up:
            _settle(up.pid)
            before = _costs(up.pid)
            time.sleep(60 * options.minutes)
            after = _costs(up.pid)
    total = _report(before, after, options.minutes)
    if options.limit is not None and total > options.limit:
        sys.exit(f"More than {options.limit} s of the processor a minute")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--limit", type=float, help="seconds of the processor a minute")
    return parser.parse_args()


def _settle(pid: int) -> None:
    deadline = time.monotonic() + SETTLE_WITHIN_S
    while time.monotonic() < deadline:
        before = _total(_costs(pid))
        time.sleep(CALM_S)
        if _total(_costs(pid)) - before < CALM_SHARE * CALM_S:
            return
    sys.exit("The first work does not end")


def _costs(pid: int) -> dict[int, Cost]:
    """Of a process and all under it; time of children that ended counts with who started them."""
    root = psutil.Process(pid)
    return {each.pid: _cost(each) for each in (root, *root.children(recursive=True))}


def _cost(process: psutil.Process) -> Cost:
    times, memory = process.cpu_times(), process.memory_full_info()
    spent = times.user + times.system + times.children_user + times.children_system
    name = next((word for word in process.cmdline()[1:] if "broadsheet" in word), process.name())
    return Cost(Path(name).name, spent, memory.rss / 1e6, memory.pss / 1e6)


def _total(costs: dict[int, Cost]) -> float:
    return sum(cost.cpu_s for cost in costs.values())


def _report(before: dict[int, Cost], after: dict[int, Cost], minutes: float) -> float:
    print(f"{'process':<24}{'CPU s/min':>10}{'resident MB':>13}{'proportional MB':>17}")
    for pid, cost in after.items():
        spent = (cost.cpu_s - (before[pid].cpu_s if pid in before else 0.0)) / minutes
        print(f"{cost.name:<24}{spent:10.3f}{cost.resident_mb:13.0f}{cost.proportional_mb:17.0f}")
    total = (_total(after) - _total(before)) / minutes
    resident, proportional = (
        sum(getattr(cost, name) for cost in after.values()) for name in ("resident_mb", "proportional_mb")
    )
    print(f"{'all':<24}{total:10.3f}{resident:13.0f}{proportional:17.0f}")
    return total


if __name__ == "__main__":
    main()
