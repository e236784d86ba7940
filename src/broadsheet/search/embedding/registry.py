"""The embedding models that BROADSHEET_EMBEDDING can name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from broadsheet import config
from broadsheet.errors import SetupError
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.embedding.onnx import OnnxModel

SHIPPED = Path(__file__).parent


def _minilm(threads: int) -> EmbeddingModel:
    return OnnxModel("minilm", SHIPPED / "minilm", dimensions=384, max_tokens=128, threads=threads)


MODELS: dict[str, Callable[[int], EmbeddingModel]] = {"minilm": _minilm}
"""Name -> maker, given the number of threads."""


@cache
def model_named(name: str, threads: int = 1) -> EmbeddingModel | None:
    """None for `none`: words only."""
    if name == "none":
        return None
    if name not in MODELS:
        raise SetupError(
            "BROADSHEET_EMBEDDING names a model that exists",
            name,
            f"Use one of: none, {', '.join(sorted(MODELS))}.",
        )
    return MODELS[name](threads)


def chosen_model() -> EmbeddingModel | None:
    """The model that the settings name."""
    return model_named(config.read("EMBEDDING"), config.read("EMBEDDING_THREADS"))
