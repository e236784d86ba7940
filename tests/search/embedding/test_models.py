from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from broadsheet.errors import SetupError
from broadsheet.search.embedding.model import EmbeddingModel, folder_name
from broadsheet.search.embedding.registry import SHIPPED, model_named

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
