from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.mail.fixtures import mail, mail_server, mail_settings

__all__ = ["mail", "mail_server", "mail_settings"]


@pytest.fixture(autouse=True)
def _own_index(tmp_path: Path, settings: LazySettings) -> None:
    """Another test's index may say that it has followed as far as this test's database goes."""
    settings.HOME = tmp_path
