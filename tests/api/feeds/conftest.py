from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> None:
    """An index of its own for every test."""
    settings.HOME = tmp_path
