"""What tantivy does not expect in its files ends in a panic, which is no `Exception` in Python."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from broadsheet.search.engine.files import Damaged

P = ParamSpec("P")
R = TypeVar("R")


def panic_is_damage(function: Callable[P, R]) -> Callable[P, R]:
    """Damaged in its place, which callers can answer."""

    @wraps(function)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                raise Damaged(f"tantivy panicked: {error}") from error
            raise

    return answered
