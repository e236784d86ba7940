"""The embedding models that BROADSHEET_EMBEDDING can name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet import config
from broadsheet.errors import SetupError
from broadsheet.process import cores
from broadsheet.search.embedding.model import MAX_NAME_CHARS, EmbeddingModel
from broadsheet.search.embedding.onnx import OnnxModel, Reading

SHIPPED = Path(__file__).parent
FORMS = "none, minilm, static, onnx:FOLDER, sentence-transformers:NAME_OR_FOLDER, openai:ADDRESS#MODEL"


def _minilm(name: str, _: str, threads: int) -> EmbeddingModel:
    folder = SHIPPED / "minilm"
    return OnnxModel(name, folder / "model.onnx", folder / "tokenizer.json", Reading(max_tokens=128), threads)


def _static(name: str, _: str, threads: int) -> EmbeddingModel:
    from broadsheet.search.embedding.static_table import StaticModel

    return StaticModel(name, SHIPPED / "static")


def _onnx(name: str, place: str, threads: int) -> EmbeddingModel:
    from broadsheet.search.embedding.onnx_folder import onnx_model

    return onnx_model(name, Path(place).expanduser(), threads)


def _sentence_transformers(name: str, place: str, threads: int) -> EmbeddingModel:
    from broadsheet.search.embedding.sentences import SentenceTransformersModel

    return SentenceTransformersModel(name, place, threads)


def _openai(name: str, place: str, threads: int) -> EmbeddingModel:
    from broadsheet.search.embedding.endpoint import EndpointModel

    address, _, model = place.partition("#")
    if not model:
        raise SetupError(
            "An embedding endpoint is named with its model",
            name,
            "Write BROADSHEET_EMBEDDING=openai:https://host/v1#model.",
        )
    return EndpointModel(name, address, model, key=config.read("EMBEDDING_KEY"))


MODELS: dict[str, Callable[[str, str, int], EmbeddingModel]] = {"minilm": _minilm, "static": _static}
"""Name -> maker, given the name, nothing and the number of threads."""
KINDS: dict[str, Callable[[str, str, int], EmbeddingModel]] = {
    "onnx": _onnx,
    "sentence-transformers": _sentence_transformers,
    "openai": _openai,
}
"""Kind, as in `kind:place` -> maker, given the whole, the place and the number of threads."""


@cache
def model_named(name: str, threads: int = 1) -> EmbeddingModel | None:
    """None for `none`: words only."""
    if name == "none":
        return None
    kind, _, place = name.partition(":")
    maker = KINDS.get(kind) if place else MODELS.get(name)
    if maker is None or len(name) > MAX_NAME_CHARS:
        raise SetupError(
            f"BROADSHEET_EMBEDDING names a model in at most {MAX_NAME_CHARS} characters",
            name,
            f"Use one of: {FORMS}.",
        )
    return maker(name, place, threads)


def chosen_model() -> EmbeddingModel | None:
    """The model that the settings name."""
    return model_named(config.read("EMBEDDING").strip(), threads())


def threads() -> int:
    return int(config.read("EMBEDDING_THREADS")) or cores()


def embed_with(name: str, texts: Sequence[str]) -> NDArray[np.int8]:
    """On one core, as a worker of a cluster does: it needs the package and the model's name, no database."""
    model = model_named(name)
    assert model is not None
    return model.embed_texts(texts)
