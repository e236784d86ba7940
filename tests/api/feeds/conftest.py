from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings

from broadsheet.api.feeds import views


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> None:
    """An index of its own for every test."""
    settings.HOME = tmp_path


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Tests use the same numbers of papers and revisions again."""
    views.items.cache_clear()
