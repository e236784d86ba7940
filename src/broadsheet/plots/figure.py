"""Figures: a chart and its facts under a name that changes with the picture. Looking up the picture never draws it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from broadsheet import config
from broadsheet.plots import archive, sources
from broadsheet.plots.house import LIGHT, THEMES, Theme, recoloured

SVG = "svg"
PNGS = tuple(f"{theme}.png" for theme in THEMES)
VARIANTS = (SVG, *PNGS)
"""The SVG is drawn in the colours of the day and takes those of the night when it is read."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Location of a figure's pictures, drawn or not: all that a page needs."""

    name: str
    shipped_in: Path | None = None
    """An archive of the package that may hold its SVG."""

    def svg(self, theme: Theme = LIGHT) -> bytes | None:
        """The SVG in the colours of the theme; None if it is not drawn yet."""
        found = self.picture(SVG)
        return found if found is None or theme is LIGHT else recoloured(found, theme)

    def picture(self, variant: str) -> bytes | None:
        """The picture from the home, else from the package."""
        try:
            return self.file(variant).read_bytes()
        except FileNotFoundError:
            return archive.read(self.shipped_in, self.name) if variant == SVG else None

    @property
    def is_shipped(self) -> bool:
        return self.shipped_in is not None and self.name in archive.names(self.shipped_in)

    def file(self, variant: str) -> Path:
        return folder() / f"{self.name}.{variant}"


@dataclass(frozen=True)
class Figure:
    """A function of a module that needs nothing set up, and what it is given."""

    chart: str
    """`package.module:function`; it takes the facts and gives an altair chart, or a specification."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """JSON; the same facts are the same pictures."""
    shipped_in: Path | None = field(default=None, compare=False)

    @cached_property
    def name(self) -> str:
        """Name that changes whenever the pictures could look different: they may be cached for ever under it."""
        content = [self.chart, dict(self.facts), sources.look(), sources.code(self.chart.partition(":")[0])]
        return hashlib.blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=12).hexdigest()

    @property
    def stored(self) -> StoredPicture:
        return StoredPicture(self.name, self.shipped_in)


def folder() -> Path:
    """Derived files: it can be deleted at any time."""
    home: Path = config.read("HOME")
    return home / "plots"
