"""This process's view of the index: opened once, followed as others write it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.lexical import LexicalReader, LexicalView
from broadsheet.search.places import index_home
from broadsheet.search.vectors import VectorReader, VectorView


def words_home() -> Path:
    return index_home() / "words"


def vectors_home(model: EmbeddingModel) -> Path:
    return index_home() / "vectors" / model.name


def lexical_view() -> LexicalView | None:
    return _lexical(words_home()).view()


def vector_view(model: EmbeddingModel) -> VectorView | None:
    return _vectors(vectors_home(model)).view()


@cache
def _lexical(home: Path) -> LexicalReader:
    return LexicalReader(home)


@cache
def _vectors(home: Path) -> VectorReader:
    return VectorReader(home)
