"""The look of every plot: the page's colours and type, nothing that carries no reading.

Marks and texts take a role by `style=`: `ink`, `quiet`, `hairline`, `accent`, `supported`, `contradicted`,
`inconclusive`; texts also `label` (ink), `count` (quiet) and `head` (a small bold heading).
"""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

FACE = "Broadsheet Plot"
"""What letters are measured with, and drawn with in a PNG: it comes with us, as a server may have no fonts."""
PAGE_FACES = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
"""What an SVG shows in a browser: the page's own sans, none of which is wider than ours."""
FONTS = Path(__file__).parent / "fonts"
SIZE = 13
"""Of every letter, in pixels: the page's size for data."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of `web/static/web/type.css`."""

    name: str
    paper: str
    ink: str
    quiet: str
    hairline: str
    accent: str
    supported: str
    contradicted: str

    @property
    def inconclusive(self) -> str:
        return self.quiet


LIGHT = Theme("light", "#fcfaf5", "#1c1a15", "#5f594d", "#d8d1c1", "#1b4f7e", "#22643a", "#97340f")
DARK = Theme("dark", "#15140f", "#ece7da", "#a8a193", "#3b372e", "#92c1e9", "#93d0a5", "#f1a583")
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
_COLOUR = re.compile(rb"#[0-9a-f]{6}\b")
_ROLES = ("ink", "quiet", "hairline", "accent", "supported", "contradicted", "inconclusive")


def config(theme: Theme) -> dict[str, Any]:
    """As Vega-Lite's own configuration."""
    roles = {role: {"color": getattr(theme, role)} for role in _ROLES}
    return {
        "padding": 2,
        "font": FACE,
        "aria": False,
        "view": {"stroke": None, "continuousWidth": 320, "continuousHeight": 200},
        "axis": {
            "grid": False,
            "domainColor": theme.hairline,
            "tickColor": theme.hairline,
            "labelColor": theme.quiet,
            "titleColor": theme.quiet,
            "labelFontSize": SIZE,
            "titleFontSize": SIZE,
            "titleFontWeight": "normal",
            "labelLimit": 260,
        },
        "axisY": {"domain": False, "ticks": False, "labelPadding": 8, "labelColor": theme.ink},
        "legend": {"disable": True},
        "title": {
            "anchor": "start",
            "color": theme.ink,
            "fontSize": SIZE,
            "fontWeight": 600,
            "subtitleColor": theme.quiet,
            "subtitleFontSize": SIZE,
            "offset": 8,
        },
        "header": {"labelColor": theme.ink, "titleColor": theme.quiet, "labelFontSize": SIZE},
        "mark": {"color": theme.ink},
        "bar": {"discreteBandSize": {"band": 0.62}},
        "line": {"strokeWidth": 1.5},
        "rule": {"strokeWidth": 1},
        "point": {"filled": True, "size": 42, "opacity": 1},
        "text": {"fontSize": SIZE, "font": FACE},
        "range": {"category": [theme.ink, theme.accent, theme.contradicted, theme.supported, theme.quiet]},
        "style": roles
        | {
            "label": _text(theme.ink),
            "count": _text(theme.quiet),
            "head": _text(theme.ink) | {"fontWeight": 600},
        },
    }


def recoloured(drawn: bytes, theme: Theme) -> bytes:
    """An SVG in the colours of the day, in those of another theme. A chart names roles only, and no two roles of the
    day share a colour that they do not share at night."""
    colours = {
        day.encode(): other.encode()
        for day, other in zip(astuple(LIGHT)[1:], astuple(theme)[1:], strict=True)
    }
    return _COLOUR.sub(lambda found: colours.get(found.group(), found.group()), drawn)


def _text(colour: str) -> dict[str, Any]:
    return {"color": colour, "fontSize": SIZE, "font": FACE}
