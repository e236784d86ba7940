"""Shared fixtures: a home of its own for the test run, and the real data where it exists."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ["BROADSHEET_HOME"] = tempfile.mkdtemp(prefix="broadsheet-tests-")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data of third parties, kept beside the checkout; tests that need it skip without it."""
    folder = Path(os.environ.get("BROADSHEET_TEST_DATA", SHARED / "data"))
    if not folder.exists():
        pytest.skip(f"no real data at {folder.name}/: set BROADSHEET_TEST_DATA to its folder")
    return folder
