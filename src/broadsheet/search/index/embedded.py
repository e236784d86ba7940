"""The embedded engine: tantivy and the vector file in a folder of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from broadsheet.search.embedding.model import EmbeddingModel, folder_name
from broadsheet.search.engine.files import Damaged
from broadsheet.search.engine.interface import Progress
from broadsheet.search.index import following
from broadsheet.search.index.folders import current_version
from broadsheet.search.index.inspecting import Stored
from broadsheet.search.index.lexical import LexicalReader, LexicalView
from broadsheet.search.index.schema import VERSION
from broadsheet.search.vectors.reader import VectorReader, VectorView


class EmbeddedEngine:
    """Opened once in a process, followed as others write it."""

    name = "embedded"

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lexical = LexicalReader(self.words_home)
        self._vectors = cache(VectorReader)

    @property
    def words_home(self) -> Path:
        return self._home / "words"

    def vectors_home(self, model: EmbeddingModel) -> Path:
        return self._home / "vectors" / folder_name(model.name)

    def words(self) -> LexicalView | None:
        return self._lexical.view()

    def vectors(self, model: EmbeddingModel) -> VectorView | None:
        return self._vectors(self.vectors_home(model)).view()

    def outdated(self) -> bool:
        """Also where the index is damaged."""
        if self._lexical.damage:
            return True
        version = current_version(self.words_home)
        return version is not None and (version != VERSION or self.words() is None)

    def vectors_outdated(self, model: EmbeddingModel) -> bool:
        return self._vectors(self.vectors_home(model)).outdated

    def stored(self, models: Sequence[EmbeddingModel]) -> list[Stored]:
        homes = [self.vectors_home(model) for model in models]
        return [
            Stored("The index of words", self.words_home, self._lexical),
            *(Stored("The vector file", home, self._vectors(home)) for home in homes),
        ]

    def doubt(self, error: Damaged) -> None:
        self._lexical.doubt(error)

    def follow_words(self, progress: Progress) -> int:
        return following.follow_words(self.words_home, progress)

    def rebuild_words(self, progress: Progress) -> int:
        return following.rebuild_words(self.words_home, progress)

    def follow_vectors(self, model: EmbeddingModel) -> None:
        following.follow_vectors(self.vectors_home(model), model)

    def rebuild_vectors(self, model: EmbeddingModel) -> None:
        following.rebuild_vectors(self.vectors_home(model), model)

    def tidy(self) -> str:
        """Nothing: tantivy merges while it writes, and the vector file copies itself where too much is dead."""
        return ""
