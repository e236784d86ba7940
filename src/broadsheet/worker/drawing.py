"""Sweep that draws pictures before a page needs them: covers of editions, and comparisons of runs.

The pictures of shipped verdicts come with the package. What is left to draw is found by comparing names, once after
each change of the ledger or the editions; a turn without work costs two queries and a look into a folder.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator

from django.db.models import F, QuerySet

from broadsheet.claims.ledger import REVISION
from broadsheet.claims.models import Run
from broadsheet.claims.pictures import WIDTHS, pictures_of
from broadsheet.editions import cover
from broadsheet.editions.models import Edition
from broadsheet.errors import BroadsheetError
from broadsheet.papers.models import Counter
from broadsheet.plots import Figure
from broadsheet.plots.drawer import drawing
from broadsheet.plots.figure import SVG, folder
from broadsheet.worker.sweep import Turn

logger = logging.getLogger("broadsheet.worker")

EVERY_S = 5.0
SLICE_S = 30.0
"""Longest turn; then the newest pictures come first again, so that an edition does not wait for those of years."""
LATEST_EDITIONS = 5
TRY_AGAIN_S = 600.0


def wanted() -> Iterator[Figure]:
    """Figures in the order in which readers are likely to open them."""
    editions = Edition.objects.order_by("-day")
    yield from _covers(editions[:LATEST_EDITIONS])
    runs = Run.objects.select_related("claim").defer("versions")
    counted = runs.filter(claim__run=F("pk"))
    yield from _comparisons(counted.order_by(F("claim__verdict_since").desc(nulls_last=True), "pk"))
    yield from _comparisons(runs.exclude(claim__run=F("pk")).order_by("-begun", "-pk"))
    yield from _covers(editions[LATEST_EDITIONS:])


class Pictures:
    """The sweep, and what it knows between its turns."""

    def __init__(self) -> None:
        self._state: object = None
        self._names = frozenset[str]()
        self._failed: dict[str, float] = {}
        """{name of a figure that could not be drawn: when to try again, on the monotonic clock}"""

    def sweep(self, turn: Turn) -> bool:
        """Returns whether more is left to draw."""
        state = _state()
        if state != self._state:
            self._names = frozenset(figure.name for figure in wanted() if not figure.stored.is_shipped)
            self._state = state
        missing = self._missing()
        return bool(missing) and self._draw(missing, turn)

    def _missing(self) -> set[str]:
        held = {path.stem for path in folder().glob(f"*.{SVG}")}
        left_alone = {name for name, until in self._failed.items() if until > time.monotonic()}
        return set(self._names - held - left_alone)

    def _draw(self, missing: set[str], turn: Turn) -> bool:
        with drawing() as drawer:
            for figure in (each for each in wanted() if each.name in missing):
                if turn.stopping() or time.monotonic() > turn.deadline:
                    return True
                try:
                    drawer.drawn(figure, SVG)
                except BroadsheetError as error:
                    logger.warning("%s", error)
                    self._failed[figure.name] = time.monotonic() + TRY_AGAIN_S
        return False


def _state() -> tuple[object, ...]:
    """A value that changes with anything that a picture may show."""
    newest = Edition.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Counter.read(REVISION), newest, Edition.objects.count()


def _covers(editions: Iterable[Edition]) -> Iterator[Figure]:
    for edition in editions:
        facts = cover.facts(edition)
        if facts["papers"]:
            yield cover.figure(facts)


def _comparisons(runs: QuerySet[Run]) -> Iterator[Figure]:
    for run in runs.iterator(chunk_size=20):
        for picture in pictures_of(run):
            yield from (picture.figure(width) for width in WIDTHS)
