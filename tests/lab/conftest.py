"""The laboratory knows no database: its tests run once, and only where its extra is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXTRA = ("jax", "optax", "scipy", "sklearn")
missing = [name for name in EXTRA if find_spec(name) is None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.one_database)
            if missing:
                item.add_marker(
                    pytest.mark.skip(reason=f"the extra `lab` is not installed: {missing} missing")
                )
