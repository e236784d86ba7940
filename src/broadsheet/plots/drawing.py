"""Drawing a chart. The same chart gives the same bytes, in whatever process and however often.

The engine starts threads and takes some 100 MB at its first drawing, and keeps them: it is loaded then, never before,
and never by a process that forks later. Web processes draw by `figure` instead.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol
from xml.sax.saxutils import escape

from broadsheet.errors import InputError
from broadsheet.plots import house
from broadsheet.plots.house import LIGHT, Theme

VEGA_LITE = "6.4"
COLOURS = 64
_CLIP = re.compile(r"\bclip\d+\b")


class Chart(Protocol):
    """What altair makes."""

    def to_dict(self) -> dict[str, Any]: ...


def svg(chart: Chart | Mapping[str, Any], theme: Theme = LIGHT) -> str:
    """On the ground of its page, with the chart's description as its title. No script, no style sheet, nothing from
    elsewhere."""
    return _titled(_drawn(chart, theme, ground=None), chart).replace(
        f'font-family="{house.FACE}"', f'font-family="{house.PAGE_FACES}"'
    )


def png(chart: Chart | Mapping[str, Any], theme: Theme = LIGHT, scale: float = 2) -> bytes:
    """On the theme's paper, with a palette of few colours: an eighth of the bytes, which mail carries to every reader."""
    from PIL import Image

    drawn = Image.open(
        io.BytesIO(_engine().svg_to_png(_drawn(chart, theme, ground=theme.paper), scale=scale))
    )
    file = io.BytesIO()
    drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _drawn(chart: Chart | Mapping[str, Any], theme: Theme, ground: str | None) -> str:
    spec = _spec(chart)
    spec["config"] = _under(house.config(theme), spec.get("config", {})) | {"background": ground}
    try:
        # No address is allowed: whatever a chart names, drawing reads nothing from the network.
        drawn: str = _engine().vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    except ValueError as error:
        raise InputError(
            "A plot is a chart that Vega-Lite can draw", str(error).split("\n    at")[0]
        ) from error
    return _renumbered(drawn)


def _spec(chart: Chart | Mapping[str, Any]) -> dict[str, Any]:
    """Without altair's own sizes, which are not the house's."""
    if isinstance(chart, Mapping):
        return dict(chart)
    spec = chart.to_dict()
    spec.get("config", {}).pop("view", None)
    return spec


def _under(base: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in own.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(name), dict)
        merged[name] = _under(merged[name], value) if both else value
    return merged


def _renumbered(drawn: str) -> str:
    """The engine numbers clips through all drawings of a process."""
    names = dict.fromkeys(_CLIP.findall(drawn))
    renamed = {name: f"clip{number}" for number, name in enumerate(names)}
    return _CLIP.sub(lambda found: renamed[found.group()], drawn)


def _titled(drawn: str, chart: Chart | Mapping[str, Any]) -> str:
    """What the picture says, to those who open it by itself and cannot see it."""
    says = str(_spec(chart).get("description", ""))
    end = drawn.index(">") + 1
    if not says:
        return drawn
    return f'{drawn[: end - 1]} role="img"><title>{escape(says)}</title>{drawn[end:]}'


@cache
def _engine() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(house.FONTS))
    return vl_convert
