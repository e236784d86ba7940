"""The interface behind which an index engine sits: tantivy with a vector file, or LanceDB on object storage.

An engine is derived from the database and follows it. A view is one unchanging state of it, as of when it
was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.query.expressions import Clause, Expression

if TYPE_CHECKING:
    from broadsheet.search.embedding.model import EmbeddingModel  # whose own modules need these types
    from broadsheet.search.engine.files import Damaged
    from broadsheet.search.index.inspecting import Stored

Ids = NDArray[np.int64]
Floats = NDArray[np.float32]
Progress = Callable[[int, float | None], None]


def quiet(count: int, share: float | None) -> None:
    """No progress shown."""


class Mark(NamedTuple):
    """Papers up to this (revision, paper) are in the index; no paper above `highest` ever was."""

    revision: int = 0
    paper: int = 0
    highest: int = 0


class VectorMark(NamedTuple):
    """Papers up to `revision` and embeddings up to the number `embedding` are in the index."""

    revision: int = 0
    embedding: int = 0


@dataclass(frozen=True)
class Scored:
    """Paper ids with their scores, best first."""

    ids: Ids
    scores: NDArray[np.float64]


class Tally(NamedTuple):
    """How many papers have each value of each facet, the most frequent first; the year is an integer."""

    total: int
    values: dict[str, dict[Any, int]]


class WordsView(Protocol):
    @property
    def mark(self) -> Mark: ...

    @property
    def papers(self) -> int: ...

    def top(self, asked: Expression, limit: int) -> Scored: ...

    def by_day(self, asked: Expression, limit: int, offset: int) -> list[int]:
        """Newest first; papers of one day in no order of their own, but always the same."""
        ...

    def count(self, asked: Expression) -> int: ...

    def ids(self, asked: Expression, limit: int) -> Ids: ...

    def frequency(self, term: str) -> int:
        """How many texts have the term, give or take those that left lately."""
        ...

    def tally(self, asked: Expression, facets: Sequence[str], most: int) -> Tally:
        """Of each facet (`year`, `field`, `source`, `code`) the `most` frequent values."""
        ...

    def revisions(self) -> dict[int, int]:
        """Of every paper in the index."""
        ...


class Comparison(Protocol):
    """One vector against those of the papers."""

    def best(self, limit: int, facts: Sequence[Clause] = (), among: Ids | None = None) -> Scored:
        """The nearest papers with their cosines, of those that meet `facts` and are in `among`."""
        ...

    def cosines(self, papers: Ids) -> NDArray[np.float64]:
        """NaN for a paper without a vector."""
        ...


class VectorsView(Protocol):
    @property
    def mark(self) -> VectorMark: ...

    def __len__(self) -> int: ...

    def compare(self, vector: NDArray[np.floating[Any]], threads: int = 0) -> Comparison: ...

    def vector_of(self, paper: int) -> Floats | None: ...

    def live_papers(self) -> Ids: ...

    def stored(self, papers: Sequence[int]) -> dict[int, bytes]:
        """The int8 vectors of those that have one."""
        ...


class Engine(Protocol):
    name: str

    def words(self) -> WordsView | None:
        """None where there is no index, or none that can be read. Its methods raise Damaged where they meet damage."""
        ...

    def vectors(self, model: EmbeddingModel) -> VectorsView | None: ...

    def outdated(self) -> bool:
        """Whether what is served was made by another version: it is to be made anew."""
        ...

    def vectors_outdated(self, model: EmbeddingModel) -> bool:
        """As `outdated`, of the vectors."""
        ...

    def stored(self, models: Sequence[EmbeddingModel]) -> list[Stored]:
        """What of it lies in files of this machine, to be read through."""
        ...

    def doubt(self, error: Damaged) -> None:
        """Told that an answer failed for what the files hold."""
        ...

    def follow_words(self, progress: Progress) -> int:
        """Write what changed since the index's own mark; returns how many papers that were."""
        ...

    def rebuild_words(self, progress: Progress) -> int:
        """Make them anew beside the old ones, which are served until the swap."""
        ...

    def follow_vectors(self, model: EmbeddingModel) -> None: ...

    def rebuild_vectors(self, model: EmbeddingModel) -> None: ...

    def tidy(self) -> str:
        """Merge small pieces and clean former versions away, where the engine needs it; returns what was done."""
        ...
