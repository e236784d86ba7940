"""What the tests of answering share."""

from __future__ import annotations

from tests.api.conftest import content

__all__ = ["content"]
