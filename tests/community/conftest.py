from __future__ import annotations

from tests.listing.conftest import _friday

__all__ = ["_friday"]
