"""Which tested claims are near a paper in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from numpy.typing import NDArray
from tests.web.pages import main_text, read
from tests.web.press import bring_in, claim, record

from broadsheet.claims import nearby
from broadsheet.claims.ledger import REVISION
from broadsheet.claims.models import Claim
from broadsheet.papers.models import Counter
from broadsheet.search import indexing
from broadsheet.search.embedding.model import ModelUnavailableError
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.embedding.static_table import StaticModel

pytestmark = pytest.mark.django_db
COINS = {
    "title": "Loaded coins",
    "sentence": "A loaded coin thrown often shows heads more often than a fair coin does.",
}
OTHERS = (
    ("Graph kernels", "Walkers estimate graph kernels with less variance."),
    ("Diffusion of images", "Guided diffusion draws sharper images from fewer steps."),
    ("Speech", "Transcripts of speech are more accurate after pretraining on noise."),
    ("Proteins", "Folding of proteins is predicted from sequences alone."),
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path))
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "static")


@pytest.fixture
def tested() -> Claim:
    """One tested claim, and others that say what the ledger is about."""
    for number, (title, sentence) in enumerate(OTHERS, 2):
        claim(f"s{number:03}", title=title, sentence=sentence)
    return claim("s001", verdict="supported", **COINS)


def test_paper_page_and_api_name_what_was_tested_nearby(client: Client, tested: Claim) -> None:
    near, far = "Throwing loaded and fair coins: heads show more often", "Whales sing in the deep"
    bring_in(record(1, title=near, abstract=""), record(2, title=far, abstract=""))
    _embed()
    text = main_text(read(client, "/papers/2611.00001"))
    assert "One related claim was tested here" in text
    assert COINS["sentence"] in text
    [shown] = client.get("/api/v1/papers/2611.00001").json()["tested_nearby"]
    assert (shown["id"], shown["status"]) == ("s001", "supported")
    assert 0 < shown["distance"] < 1
    assert "## What was tested nearby" in client.get("/papers/2611.00001.md").content.decode()
    assert "tested nearby" not in main_text(read(client, "/papers/2611.00002"))
    assert client.get("/api/v1/papers/2611.00002").json()["tested_nearby"] == []


def test_claims_about_the_paper_itself_are_left_out(tested: Claim) -> None:
    bring_in(record(1, title=COINS["title"], abstract=COINS["sentence"]))
    _embed()
    paper = _number()
    assert [near.claim.ledger_id for near in nearby.near_claims(paper)] == ["s001"]
    assert nearby.near_claims(paper, frozenset(["s001"])) == []


def test_nothing_is_near_without_embeddings(monkeypatch: pytest.MonkeyPatch, tested: Claim) -> None:
    bring_in(record(1))
    assert nearby.near_claims(_number()) == []
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "none")
    assert nearby.near_claims(_number()) == []


def test_vectors_are_computed_once_for_each_version_of_the_ledger(tmp_path: Path, tested: Claim) -> None:
    model = Counting()
    claims = nearby.TestedClaims(tmp_path)
    first, second = claims.read(model), claims.read(model)
    other_process = nearby.TestedClaims(tmp_path).read(model)
    assert first is second
    assert other_process is not None
    assert first is not None
    assert np.array_equal(first.vectors, other_process.vectors)
    assert model.calls == 1
    claim("s009", verdict="contradicted")
    Counter.advance(REVISION)
    after = claims.read(model)
    assert after is not None
    assert [each.ledger_id for each in after.claims] == ["s001", "s009"]
    assert model.calls == 2
    assert len(list(tmp_path.rglob("*.vectors"))) == 1


def test_nothing_is_near_before_anything_was_tested() -> None:
    bring_in(record(1))
    _embed()
    assert nearby.near_claims(_number()) == []


def test_damaged_vectors_are_computed_again(tmp_path: Path, tested: Claim) -> None:
    model = Counting()
    nearby.TestedClaims(tmp_path).read(model)
    [path] = tmp_path.rglob("*.vectors")
    path.write_bytes(path.read_bytes()[:-1] + b"\x7e")
    assert nearby.TestedClaims(tmp_path).read(model) is not None
    assert model.calls == 2


def test_home_without_room_for_the_vectors_is_done_without(tmp_path: Path, tested: Claim) -> None:
    (tmp_path / "lab").write_text("a file where a folder should be")
    assert nearby.TestedClaims(tmp_path).read(Counting()) is not None


def test_model_that_does_not_answer_leaves_the_page_without_them(tmp_path: Path, tested: Claim) -> None:
    model, claims = Counting(fails=True), nearby.TestedClaims(tmp_path)
    assert claims.read(model) is None
    model.fails = False
    assert claims.read(model) is not None


class Counting:
    """The shipped table, counted."""

    name = "static"

    def __init__(self, fails: bool = False) -> None:
        from broadsheet.search.embedding.registry import SHIPPED

        self._model, self.calls, self.fails = StaticModel("static", SHIPPED / "static"), 0, fails

    @property
    def dimensions(self) -> int:
        return self._model.dimensions

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.int8]:
        if self.fails:
            raise ModelUnavailableError("The model answers", "nothing", "Try again later.")
        self.calls += 1
        return self._model.embed_texts(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self._model.embed_query(text), np.float32)


def _embed() -> None:
    embed_pending()
    indexing.catch_up()


def _number() -> int:
    from broadsheet.papers.models import Paper

    return Paper.objects.get(public_id="2611.00001").pk
