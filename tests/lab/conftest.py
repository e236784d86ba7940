"""The laboratory knows no database: its tests run once, and only where its extra is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.selection import POSTGRESQL

HERE = Path(__file__).parent
EXTRA = ("jax", "optax", "scipy", "sklearn")
collect_ignore_glob = ["*"] if os.environ.get("BROADSHEET_TEST_DATABASE") == POSTGRESQL else []
"""To import them takes seconds, and none would run there."""
missing = [name for name in EXTRA if find_spec(name) is None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.one_database)
            if missing:
                item.add_marker(
                    pytest.mark.skip(reason=f"the extra `lab` is not installed: {missing} missing")
                )


@pytest.fixture
def quick_compilation() -> Iterator[None]:
    """For tests that compile for seconds what runs for milliseconds; halves their processor time."""
    import jax

    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)
