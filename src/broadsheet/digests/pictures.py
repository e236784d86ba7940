"""Plots in mail: PNGs that the message brings along, light and dark, with what they say for whoever sees neither."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from broadsheet.claims.models import Claim
from broadsheet.claims.picture_layout import NARROW
from broadsheet.claims.pictures import pictures_of
from broadsheet.errors import BroadsheetError
from broadsheet.mail.message import Image
from broadsheet.plots import THEMES, Figure
from broadsheet.plots.drawer import drawing

logger = logging.getLogger("broadsheet.digest")

PIXELS_PER_POINT = 2
MAX_IMAGES = 64


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


def illustration(claim: str) -> Illustration | None:
    """Of the run that the claim's verdict comes from: its main comparison."""
    row = Claim.objects.select_related("run").filter(ledger_id=claim, run__isnull=False).first()
    if row is None or row.run is None:
        return None
    main = next(iter(pictures_of(row.run)), None)
    return Illustration(main.figure(NARROW), main.says) if main else None


def of_verdict(claim: str) -> Picture | None:
    main = illustration(claim)
    return picture(main.figure, main.says) if main else None


def picture(figure: Figure, says: str) -> Picture | None:
    """None if it cannot be drawn, which is logged: a digest goes out without its plot rather than not at all."""
    try:
        with drawing() as drawer:
            light, dark = (
                _image(figure.name, theme, drawer.drawn(figure, f"{theme}.png")) for theme in THEMES
            )
    except (BroadsheetError, OSError) as error:
        logger.warning("a digest goes out without its plot: %s", error)
        return None
    width, height = struct.unpack(">II", light.png[16:24])
    return Picture(says, light, dark, width // PIXELS_PER_POINT, height // PIXELS_PER_POINT)


@lru_cache(maxsize=MAX_IMAGES)
def _image(name: str, theme: str, png: bytes) -> Image:
    return Image(f"{name}.{theme}@plots.broadsheet", png)
