"""A harvest in a process of its own, for tests that kill it: `python -m tests.harvest.live.harvest_once FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import django


def main(path: Path) -> int:
    django.setup()
    from django.core.management import call_command

    from broadsheet.harvest.running import harvest

    call_command("migrate", verbosity=0)
    report = harvest(path=path, progress=lambda step: print("stored", step.counts.read, flush=True))
    for source in report.sources:
        print("ended", source.error, flush=True)
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
