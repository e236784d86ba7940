"""Draws one figure: its chart and facts come as JSON on standard input, the pictures go out as JSON."""

from __future__ import annotations

import sys
from base64 import b64encode
from importlib import import_module

import orjson

from broadsheet.plots.drawing import png, svg
from broadsheet.plots.house import THEMES


def main() -> None:
    asked = orjson.loads(sys.stdin.buffer.read())
    module, _, function = asked["chart"].partition(":")
    chart = getattr(import_module(module), function)(asked["facts"])
    drawn = {}
    for variant in asked["variants"]:
        theme, _, kind = variant.partition(".")
        picture = png(chart, THEMES[theme]) if kind == "png" else svg(chart, THEMES[theme]).encode()
        drawn[variant] = b64encode(picture).decode()
    sys.stdout.buffer.write(orjson.dumps(drawn))


if __name__ == "__main__":
    main()
