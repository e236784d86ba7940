from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.web.press import FRIDAY


@pytest.fixture(autouse=True)
def _friday(tmp_path: Path, settings: LazySettings) -> None:
    """It is a Friday afternoon, the index is empty, and words alone are searched."""
    settings.CLOCK = lambda: FRIDAY
    settings.HOME = tmp_path


@pytest.fixture(autouse=True)
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
