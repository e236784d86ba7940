"""Draw the plots of shipped verdicts into the package, so that an instance shows them from its first moment."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.claims import syncing
from broadsheet.claims.pictures import WIDTHS, pictures_of
from broadsheet.claims.runs import store
from broadsheet.plots import Figure, archive
from broadsheet.plots.drawer import drawing
from broadsheet.plots.figure import SVG


def figures_of(run: store.Run) -> list[Figure]:
    pictures = pictures_of(syncing.row_of(run))
    return [picture.figure(width) for picture in pictures for width in WIDTHS]


def is_current(run: store.Run) -> bool:
    """Whether its archive holds exactly the pictures that its records and today's drawing code give."""
    held = archive.names(store.pictures_of(run.provenance.claim))
    return {figure.name for figure in figures_of(run)} == held


def ship(runs: Iterable[store.Run]) -> list[str]:
    """Draw the archives that are not current; returns their claims."""
    drawn = []
    with drawing() as drawer:
        for run in runs:
            if not is_current(run):
                pictures = {figure.name: drawer.draw(figure, SVG) for figure in figures_of(run)}
                archive.write(store.pictures_of(run.provenance.claim), pictures)
                drawn.append(run.provenance.claim)
    return drawn
