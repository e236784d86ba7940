"""Process that draws figures: it reads a JSON line for each and answers with a line that holds its picture, or the
reason for which it cannot be drawn."""

from __future__ import annotations

import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import orjson

from broadsheet.plots.drawing import png, svg
from broadsheet.plots.house import LIGHT, THEMES

LOW_PRIORITY = 15
"""Readers wait for pages, nobody for a plot."""


def main() -> None:
    os.nice(LOW_PRIORITY)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin.buffer:
        out.write(orjson.dumps(_answer(orjson.loads(line))) + b"\n")
        out.flush()


def _answer(wanted: Mapping[str, Any]) -> dict[str, str]:
    try:
        return {"picture": b64encode(_drawn(**wanted)).decode()}
    except Exception as error:  # noqa: BLE001 - whatever a chart does wrong is told to whoever wanted it
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0]}


def _drawn(chart: str, facts: Mapping[str, Any], variant: str) -> bytes:
    module, _, function = chart.partition(":")
    made = getattr(import_module(module), function)(facts)
    theme, _, kind = variant.rpartition(".")
    return png(made, THEMES[theme]) if kind == "png" else svg(made, LIGHT).encode()


if __name__ == "__main__":
    main()
