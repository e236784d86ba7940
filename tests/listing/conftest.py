from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.web.press import FRIDAY


@pytest.fixture(autouse=True)
def _friday(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Friday afternoon, the index is empty, and words alone are searched."""
    settings.CLOCK = lambda: FRIDAY
    settings.HOME = tmp_path
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
