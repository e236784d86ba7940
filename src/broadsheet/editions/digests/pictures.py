"""Plots in mail: PNGs that the message brings along, light and dark, with what they say for whoever sees neither."""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.errors import BroadsheetError
from broadsheet.plots import THEMES, Figure

logger = logging.getLogger("broadsheet.digest")

PIXELS_PER_POINT = 2
KEPT = 64


class Image(NamedTuple):
    """A part of the message."""

    cid: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot as mail shows it."""

    says: str
    light: Image
    dark: Image
    width: int
    height: int

    @property
    def images(self) -> tuple[Image, Image]:
        return self.light, self.dark


class Illustration(NamedTuple):
    figure: Figure
    says: str
    """Its finding in words."""


VerdictIllustrator = Callable[[str], Illustration | None]
"""From the name of a claim to the plot of its verdict."""
_illustrators: list[VerdictIllustrator] = []


def illustrate_verdicts_by(illustrator: VerdictIllustrator) -> None:
    """Have plots of verdicts made by this function: what the lab's pages call when they can draw them."""
    _illustrators.append(illustrator)


def of_verdict(claim: str) -> Picture | None:
    for illustrator in _illustrators:
        if found := illustrator(claim):
            return picture(found.figure, found.says)
    return None


def picture(figure: Figure, says: str) -> Picture | None:
    """None if it cannot be drawn, which is logged: a digest goes out without its plot rather than not at all."""
    try:
        light, dark = (_image(figure.name, theme, figure.picture(f"{theme}.png")) for theme in THEMES)
    except (BroadsheetError, OSError) as error:
        logger.warning("a digest goes out without its plot: %s", error)
        return None
    width, height = struct.unpack(">II", light.png[16:24])
    return Picture(says, light, dark, width // PIXELS_PER_POINT, height // PIXELS_PER_POINT)


@lru_cache(maxsize=KEPT)
def _image(name: str, theme: str, png: bytes) -> Image:
    return Image(f"{name}.{theme}@plots.broadsheet", png)
