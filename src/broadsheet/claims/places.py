"""Places of a run's pictures on pages: sizes and texts, cached by run.

The values that a picture is drawn from are megabytes for some runs; a process reads them once for each run.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from broadsheet.claims.comparing import Compared
from broadsheet.claims.models import Run
from broadsheet.claims.pictures import WIDTHS, pictures_of
from broadsheet.plots import StoredPicture

MOST_RUNS = 500
Key = tuple[int, str]
_known: OrderedDict[Key, tuple[Place, ...]] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """The picture of one comparison, a hypothesis or a control."""

    number: int
    compared: Compared
    is_control: bool
    says: str
    stored: Mapping[int, StoredPicture]
    """Pictures by width; so are the sizes."""
    sizes: Mapping[int, tuple[int, int]]


def places_of(run: Run) -> tuple[Place, ...]:
    """Places in the order of `pictures_of`. Deferred fields of the run are read the first time only."""
    key = (run.pk, run.content)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    places = _places(run)
    with _lock:
        _known[key] = places
        while len(_known) > MOST_RUNS:
            _known.popitem(last=False)
    return places


def _places(run: Run) -> tuple[Place, ...]:
    return tuple(
        Place(
            picture.number,
            picture.compared,
            picture.is_control,
            picture.says,
            {width: picture.figure(width).stored for width in WIDTHS},
            {width: picture.size(width) for width in WIDTHS},
        )
        for picture in pictures_of(run)
    )
