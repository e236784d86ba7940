"""Placeholder of a plot that is not drawn yet: of its size, in its theme, with the same text alternative."""

from __future__ import annotations

from xml.sax.saxutils import escape

from broadsheet.plots.house import PAGE_FACES, SIZE, Theme

LINES = ("This plot is not drawn yet.", "Open the page again in a minute.")
LINE = 20


def placeholder(size: tuple[int, int], theme: Theme, says: str) -> bytes:
    width, height = size
    first = height / 2 - LINE * (len(LINES) - 1) / 2 + SIZE / 3
    texts = "".join(
        f'<text x="{width / 2:g}" y="{first + LINE * n:.1f}">{escape(line)}</text>'
        for n, line in enumerate(LINES)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img"><title>{escape(says)}</title>'
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" fill="none" stroke="{theme.hairline}"/>'
        f'<g fill="{theme.quiet}" font-family="{PAGE_FACES}" font-size="{SIZE}" text-anchor="middle">{texts}</g>'
        "</svg>"
    ).encode()
