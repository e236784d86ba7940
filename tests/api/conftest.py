"""What the tests of the APIs share."""

from __future__ import annotations

from uuid import uuid4

import pytest

from broadsheet.papers.models import Counter


@pytest.fixture
def content(db: None) -> None:
    """A database of which nobody keeps answers: a test's rollback would put older content under the same stamp."""
    Counter.objects.create(name=f"test-{uuid4().hex[:20]}", value=1)
