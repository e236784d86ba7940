"""Process of the worker, started by `broadsheet up`; it ends when its standard input ends."""

from __future__ import annotations

import sys

from broadsheet import causes
from broadsheet.errors import BroadsheetError
from broadsheet.server import startup
from broadsheet.worker.running import run

try:
    with causes.explaining():
        startup.prepare()
except BroadsheetError as error:
    startup.show(error)
    sys.exit(1)
run(with_parent=True)
