"""Started by `broadsheet up`, whose end it notices by the end of its standard input."""

from __future__ import annotations

from broadsheet import startup
from broadsheet.worker.running import run

startup.prepare()
run(with_parent=True)
