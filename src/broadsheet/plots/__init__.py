"""Plots: Vega-Lite charts, made by altair and drawn by vl-convert in the house's own look, day and night.

A chart names roles (`style="supported"`), never colours, so that one chart serves both themes; see `house`. Where a
picture is wanted in a web process, keep a `Figure`: it is drawn once, in a process of its own.
"""

from broadsheet.plots.drawing import png, svg
from broadsheet.plots.figure import Figure
from broadsheet.plots.house import DARK, LIGHT, THEMES, Theme

__all__ = ["DARK", "LIGHT", "THEMES", "Figure", "Theme", "png", "svg"]
