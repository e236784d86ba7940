"""What the JSON of errors is, for the OpenAPI documents."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class Error(Schema):
    error: str = Field(description="The rule, the value received and the cure, in one sentence.")
    rule: str
    value: str | int | float | None = Field(description="What was received.")
    cure: str
    status: int


def answers(good: Any, *statuses: int) -> dict[int, Any]:
    """The answers of a route: the good one, those errors that every route can give, and some of its own.

    414 is the web server's own, to addresses longer than it reads.
    """
    return {200: good, 304: None, 414: None, **dict.fromkeys((400, *statuses, 429, 500, 503), Error)}
