from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings

from broadsheet.search.embedding import pending


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of its own for every test, and no memory of which papers another test's database lacked."""
    settings.HOME = tmp_path
    monkeypatch.setattr(pending, "_BACKLOGS", {})
    return tmp_path


@pytest.fixture(params=["embedded", pytest.param("s3", marks=[pytest.mark.slow, pytest.mark.one_database])])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The tests that use it hold for every engine."""
    if request.param == "s3":
        for name, value in request.getfixturevalue("object_storage").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("BROADSHEET_INDEX", f"s3://broadsheet/{uuid4()}")
    return str(request.param)


@pytest.fixture(scope="session")
def object_storage() -> Iterator[dict[str, str]]:
    """The AWS variables of an S3-compatible server."""
    pytest.importorskip("lancedb", reason="the extra s3 is not installed")
    from tests.search.object_storage import serving

    with serving() as variables:
        yield variables
