from __future__ import annotations

import base64
import json
import os
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from broadsheet.errors import SetupError
from broadsheet.search.embedding.model import EmbeddingModel
from broadsheet.search.embedding.onnx import BACKGROUND_NICENESS, _step_back
from broadsheet.search.embedding.registry import SHIPPED, model_named
from broadsheet.search.engine.vector_space import folder_name

TOKEN_VECTORS = zlib.decompress(
    base64.b64decode(
        "eNptT7tuAjEQxMaAb4vTYVGkSYRcRHBN+jS5XIpI9GloLJ+8AgviI/GiPKp8Sr4xXxC4Q3mRLXZHO6PZHSkvPzho6JGt1giJD5stGe+i"
        "6i+9cxh0/9bSEh9hAinVKwyGXjbYKHp7FLW4sZHyBDjVJ+ydcTiDlgFhn31U4sk71MldiA9bxFeEczh4Q0Op4XpnYNqViWQJdffaOcUW"
        "+YUUkmesbN+bjTtf9Xb1GxfFbhb5SLJsUDaHZ5If+Pnpz2AZpHKgALqKVftGcw2pJcJAvg7m3sbV/5o/8Y801RSOo6gRKMlU+i0DLnkp"
        "oJMNPwFIFFeB"
    )
)
"""A model of ONNX form that says of the tokens 0 to 3: (0, 0), (1, 0), (0, 1), (3, 4), a vector each."""
TEXTS = ["Graph neural networks for molecules", "x " * 300, "A short proof"]


def named(name: str) -> EmbeddingModel:
    model = model_named(name)
    assert model is not None
    return model


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_a_texts_vector_does_not_depend_on_its_neighbours(name: str) -> None:
    together = named(name).embed_texts(TEXTS)
    alone = np.concatenate([named(name).embed_texts([text]) for text in TEXTS])
    assert (together == alone).all()


@pytest.mark.parametrize("name", ["minilm", "static"])
def test_a_text_is_nearest_to_what_says_the_same(name: str) -> None:
    said = named(name).embed_texts(
        ["Training convolutional networks to classify images", "Bounds on prime gaps in number theory"]
    )
    image, prime = said @ named(name).embed_query("deep learning for image recognition")
    assert image > 2 * prime


@pytest.mark.parametrize("name", ["minilm", "static"])
@pytest.mark.parametrize("text", ["", "🦀", "日本語", "\x00", "a" * 10_000])
def test_any_text_has_a_vector(name: str, text: str) -> None:
    assert np.isfinite(named(name).embed_query(text)).all()
    assert named(name).embed_texts([text]).shape == (1, named(name).dimensions)


def test_an_onnx_folder_is_a_model() -> None:
    local = named(f"onnx:{SHIPPED / 'minilm'}")
    assert local.dimensions == 384
    assert (local.embed_texts(TEXTS[::2]) == named("minilm").embed_texts(TEXTS[::2])).all()


@pytest.mark.parametrize(
    ("pooling", "query", "wanted"),
    [(None, "b c", (0.5**0.5, 0.5**0.5)), ("cls", "b c", (1, 0)), (None, "d", (0.6, 0.8))],
)
def test_an_onnx_model_of_tokens_is_pooled_as_its_files_say(
    tmp_path: Path, pooling: str | None, query: str, wanted: tuple[float, float]
) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(TOKEN_VECTORS)
    tokenizer = Tokenizer(WordLevel({"a": 0, "b": 1, "c": 2, "d": 3}, unk_token="a"))
    tokenizer.pre_tokenizer = Whitespace()  # type: ignore[assignment]
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    if pooling:
        (tmp_path / "1_Pooling").mkdir()
        (tmp_path / "1_Pooling" / "config.json").write_text(
            json.dumps({f"pooling_mode_{pooling}_token": True})
        )
    assert named(f"onnx:{tmp_path}").embed_query(query) == pytest.approx(wanted)


def test_prompts_of_a_model_stand_before_queries_and_papers(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(TOKEN_VECTORS)
    tokenizer = Tokenizer(WordLevel({"a": 0, "b": 1, "c": 2, "d": 3}, unk_token="a"))
    tokenizer.pre_tokenizer = Whitespace()  # type: ignore[assignment]
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    prompts = {"prompts": {"query": "b ", "document": "c "}}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    model = named(f"onnx:{tmp_path}")
    assert model.embed_query("").tolist() == [1, 0]
    assert model.embed_texts([""]).tolist() == [[0, 127]]


def test_background_threads_step_back_and_the_others_do_not() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()
    with ThreadPoolExecutor(1, initializer=_step_back) as pool:
        assert pool.submit(niceness).result() >= BACKGROUND_NICENESS
    assert niceness() == before


def test_sentence_transformers_without_the_extra_says_what_to_install() -> None:
    if find_spec("sentence_transformers"):
        pytest.skip("the extra is installed")
    with pytest.raises(SetupError, match=r"broadsheet\[sentence-transformers\]"):
        named("sentence-transformers:some/model").embed_query("graph")


@pytest.mark.slow
def test_a_sentence_transformers_folder_is_a_model(tmp_path: Path) -> None:
    """A tiny untrained model, saved and loaded by the library itself."""
    models = pytest.importorskip(
        "sentence_transformers.models", reason="needs the extra sentence-transformers"
    )
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=4, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    tokenizer = Tokenizer(WordLevel({"[PAD]": 0, "[UNK]": 1, "graph": 2, "proof": 3}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()  # type: ignore[assignment]
    saved = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]")
    saved.save_pretrained(tmp_path / "bert")
    words = models.Transformer(str(tmp_path / "bert"))
    SentenceTransformer(modules=[words, models.Pooling(16)]).save(str(tmp_path / "model"))
    model = named(f"sentence-transformers:{tmp_path / 'model'}")
    near, far = model.embed_texts(["graph", "proof"]) @ model.embed_query("graph") / 127
    assert model.dimensions == 16
    assert near == pytest.approx(1, abs=0.02)
    assert far < near


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("glove", "none, minilm, static"),
        ("onnx:", "onnx:FOLDER"),
        ("onnx:/nowhere", "model.onnx"),
        ("openai:https://example.org/v1", "#model"),
        ("openai:ftp://example.org#model", "https://"),
        (f"openai:https://example.org/{'v' * 100}#model", "100 characters"),
    ],
)
def test_a_wrong_name_is_refused_with_rule_value_and_cure(name: str, said: str) -> None:
    with pytest.raises(SetupError, match=said) as refused:
        model_named(name)
    assert str(refused.value.value).startswith(name.removeprefix("onnx:").removeprefix("openai:")[:12]) or (
        refused.value.value == name
    )
    assert refused.value.cure


def test_an_onnx_folder_without_tokenizer_says_so(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").touch()
    with pytest.raises(SetupError, match=r"tokenizer\.json"):
        model_named(f"onnx:{tmp_path}")


def test_every_name_makes_a_folder_of_its_own() -> None:
    names = [
        "minilm",
        "onnx:/srv/bge",
        "onnx:/srv/Bge",
        "openai:https://a.org/v1#m",
        "openai:https://a.org/v1#M",
    ]
    folders = [folder_name(name) for name in names]
    assert len(set(folders)) == len(names)
    assert all("/" not in folder and ":" not in folder for folder in folders)
    assert folders[0] == "minilm"
