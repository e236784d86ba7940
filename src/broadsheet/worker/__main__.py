"""Started by `broadsheet up` with the reading end of a pipe: when `up` is gone, so is the worker."""

from __future__ import annotations

import sys

from broadsheet import startup
from broadsheet.worker.running import run

startup.prepare()
run(parent_fd=int(sys.argv[1]) if len(sys.argv) > 1 else None)
