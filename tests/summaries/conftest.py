"""As the tests of pages: a Friday afternoon, an empty index, words alone."""

from __future__ import annotations

from tests.web.conftest import _friday, _words_only

__all__ = ["_friday", "_words_only"]
