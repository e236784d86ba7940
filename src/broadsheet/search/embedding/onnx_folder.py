"""Loads a sentence encoder from a folder in ONNX form, as publishers lay it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from broadsheet.errors import SetupError
from broadsheet.search.embedding.onnx import OnnxModel, Reading

MODEL_FILES = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")
MAX_TOKENS = 512


def onnx_model(name: str, folder: Path, threads: int) -> OnnxModel:
    """Raises SetupError that names the file that is missing."""
    model = next((folder / file for file in MODEL_FILES if (folder / file).is_file()), None)
    if model is None:
        raise SetupError(
            "The folder of an ONNX embedding model holds model.onnx (or onnx/model.onnx)",
            str(folder),
            "Name such a folder: BROADSHEET_EMBEDDING=onnx:/path/to/folder.",
        )
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise SetupError(
            "The folder of an ONNX embedding model holds its tokenizer.json",
            str(folder),
            "Save the model's fast tokenizer there (`tokenizer.save(...)` or `save_pretrained`).",
        )
    return OnnxModel(name, model, tokenizer, _reading(folder), threads)


def _reading(folder: Path) -> Reading:
    """What the files of sentence-transformers say, where they are there."""
    configured = _json(folder / "sentence_bert_config.json").get("max_seq_length")
    places = _json(folder / "config.json").get("max_position_embeddings")
    pooling = _json(folder / "1_Pooling" / "config.json")
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts") or {}
    return Reading(
        max_tokens=min(int(configured or places or MAX_TOKENS), MAX_TOKENS),
        pooling="cls" if pooling.get("pooling_mode_cls_token") else "mean",
        query_prefix=str(prompts.get("query") or ""),
        paper_prefix=str(prompts.get("document") or prompts.get("passage") or ""),
    )


def _json(file: Path) -> dict[str, Any]:
    try:
        return dict(orjson.loads(file.read_bytes()))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise SetupError(f"{file.name} of an embedding model can be read: {error}", str(file)) from error
