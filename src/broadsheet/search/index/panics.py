"""Turns tantivy's panics on damaged files, which are no `Exception` in Python, into `Damaged`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from broadsheet.search.engine.files import Damaged

P = ParamSpec("P")
R = TypeVar("R")


def panic_is_damage(function: Callable[P, R]) -> Callable[P, R]:
    """Raise Damaged, which callers handle, in place of a panic."""

    @wraps(function)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                raise Damaged(f"tantivy panicked: {error}") from error
            raise

    return answered
