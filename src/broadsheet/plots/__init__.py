"""Plots: Vega-Lite charts, made by altair and drawn by vl-convert in the house's own look, day and night.

A chart names roles (`style="supported"`), never colours, so that one chart serves both themes; see `house`. A page
shows the `StoredPicture` of a `Figure`, which is looked up and never drawn, or the placeholder of its size. What draws
is in `drawing` (here) and `drawer` (in a process of its own, for the worker and commands); web requests call neither.
"""

from broadsheet.plots.figure import Figure, StoredPicture
from broadsheet.plots.house import DARK, LIGHT, THEMES, Theme
from broadsheet.plots.placeholder import placeholder

__all__ = ["DARK", "LIGHT", "THEMES", "Figure", "StoredPicture", "Theme", "placeholder"]
