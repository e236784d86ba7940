"""The interface of index engines: tantivy with a vector file, or LanceDB on object storage.

An engine is derived from the database and follows it. A view is one unchanging state of it, that of the moment of the
call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.inspection import StoredIndex
from broadsheet.search.engine.results import Floats, Ids, Mark, Progress, Scored, Tally, VectorMark
from broadsheet.search.engine.vector_space import VectorSpace
from broadsheet.search.query.expressions import Clause, Expression


class LexicalView(Protocol):
    @property
    def mark(self) -> Mark: ...

    @property
    def papers(self) -> int: ...

    def top(self, expression: Expression, limit: int) -> Scored: ...

    def by_day(self, expression: Expression, limit: int, offset: int) -> list[int]:
        """Newest first; papers of one day in no order of their own, but always the same."""
        ...

    def count(self, expression: Expression) -> int: ...

    def ids(self, expression: Expression, limit: int) -> Ids: ...

    def frequency(self, term: str) -> int:
        """How many texts have the term, give or take those that left lately."""
        ...

    def tally(self, expression: Expression, facets: Sequence[str], most: int) -> Tally:
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

    def lexical(self) -> LexicalView | None:
        """None where there is no index, or none that can be read. Its methods raise Damaged where they meet damage."""
        ...

    def vectors(self, space: VectorSpace) -> VectorsView | None: ...

    def outdated(self) -> bool:
        """Whether what is served was made by another version: it is to be made anew."""
        ...

    def vectors_outdated(self, space: VectorSpace) -> bool:
        """As `outdated`, of the vectors."""
        ...

    def stored(self, spaces: Sequence[VectorSpace]) -> list[StoredIndex]:
        """What of it lies in files of this machine, to be read through."""
        ...

    def doubt(self, error: Damaged) -> None:
        """Report that an answer failed for what the files hold, so that they are checked."""
        ...

    def follow_lexical(self, progress: Progress) -> int:
        """Write what changed since the index's own mark; returns how many papers that were."""
        ...

    def rebuild_lexical(self, progress: Progress) -> int:
        """Make them anew beside the old ones, which are served until the swap."""
        ...

    def follow_vectors(self, space: VectorSpace) -> None: ...

    def rebuild_vectors(self, space: VectorSpace) -> None: ...

    def tidy(self) -> str:
        """Merge small pieces and clean former versions away, where the engine needs it; returns what was done."""
        ...
