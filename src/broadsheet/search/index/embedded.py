"""The embedded engine: tantivy and the vector file in a folder of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.inspection import StoredIndex
from broadsheet.search.engine.results import Progress
from broadsheet.search.engine.vector_space import VectorSpace, folder_name
from broadsheet.search.index import following
from broadsheet.search.index.folders import current_version
from broadsheet.search.index.lexical import LexicalReader, TantivyView
from broadsheet.search.index.schema import VERSION
from broadsheet.search.index.stored import StoredFolders, StoredVectors
from broadsheet.search.vectors.reader import VectorFileView, VectorReader


class EmbeddedEngine:
    """Opened once in a process, followed as others write it."""

    name = "embedded"

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lexical = LexicalReader(self.lexical_home)
        self._vectors = cache(VectorReader)

    @property
    def lexical_home(self) -> Path:
        return self._home / "words"

    def vectors_home(self, space: VectorSpace) -> Path:
        return self._home / "vectors" / folder_name(space.name)

    def lexical(self) -> TantivyView | None:
        return self._lexical.view()

    def vectors(self, space: VectorSpace) -> VectorFileView | None:
        return self._vectors(self.vectors_home(space)).view()

    def outdated(self) -> bool:
        """Also where the index is damaged."""
        if self._lexical.damage:
            return True
        version = current_version(self.lexical_home)
        return version is not None and (version != VERSION or self.lexical() is None)

    def vectors_outdated(self, space: VectorSpace) -> bool:
        return self._vectors(self.vectors_home(space)).outdated

    def stored(self, spaces: Sequence[VectorSpace]) -> list[StoredIndex]:
        homes = [self.vectors_home(space) for space in spaces]
        return [
            StoredFolders("The index of words", self.lexical_home, self._lexical),
            *(StoredVectors("The vector file", home, self._vectors(home)) for home in homes),
        ]

    def doubt(self, error: Damaged) -> None:
        self._lexical.doubt(error)

    def follow_lexical(self, progress: Progress) -> int:
        return following.follow_lexical(self.lexical_home, progress)

    def rebuild_lexical(self, progress: Progress) -> int:
        return following.rebuild_lexical(self.lexical_home, progress)

    def follow_vectors(self, space: VectorSpace) -> None:
        following.follow_vectors(self.vectors_home(space), space)

    def rebuild_vectors(self, space: VectorSpace) -> None:
        following.rebuild_vectors(self.vectors_home(space), space)

    def tidy(self) -> str:
        """Nothing: tantivy merges while it writes, and the vector file copies itself where too much is dead."""
        return ""
