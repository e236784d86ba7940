"""Tested claims that are near a paper in meaning.

A claim and a paper are compared as the index compares papers, by the cosine of their embeddings. Claims about common things
are somewhat near to everything: a claim's mean cosine with the ledger's own papers is subtracted, and it counts as near
when what is left reaches `THRESHOLD`, which was chosen by measurement (docs/claims.md, "What was tested nearby").
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet import config, files
from broadsheet.claims.ledger import REVISION, with_runs
from broadsheet.claims.models import REACHED, Claim
from broadsheet.claims.runs.store import lab_folder
from broadsheet.papers.models import Counter
from broadsheet.search.embedding.model import FAILURES, EmbeddingModel, paper_text, unit_rows
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.views import vector_view

logger = logging.getLogger(__name__)
THRESHOLD = 0.3
MOST = 3
BACKGROUND_STEP = 3
"""One claim of so many stands for what the ledger's papers are about."""
CHECKSUM_BYTES = 16
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NearClaim:
    claim: Claim
    """With the run of its verdict."""
    distance: float
    """One less the cosine."""


@dataclass(frozen=True, slots=True)
class Tested:
    """The tested claims of a version of the ledger, with their vectors."""

    claims: Sequence[Claim]
    vectors: Floats
    means: Floats
    """Of each claim: the mean cosine with the ledger's papers."""

    def near(self, vector: Floats, most: int, but: frozenset[str]) -> list[NearClaim]:
        if not self.claims:
            return []
        cosines = self.vectors @ vector
        above = cosines - self.means
        ordered = [at for at in np.argsort(-above) if above[at] >= THRESHOLD]
        near = [NearClaim(self.claims[at], round(float(1 - cosines[at]), 2)) for at in ordered]
        return [each for each in near if each.claim.ledger_id not in but][:most]


class TestedClaims:
    """The newest version, made when it is first asked for; its vectors are stored in the home for other processes."""

    def __init__(self, home: Path) -> None:
        self._folder = lab_folder(home) / "nearby"
        self._lock = threading.Lock()
        self._latest: tuple[tuple[str, int], Tested] | None = None

    def read(self, model: EmbeddingModel) -> Tested | None:
        """None while the model does not answer."""
        key = model.name, Counter.read(REVISION)
        with self._lock:
            if self._latest is None or self._latest[0] != key:
                try:
                    self._latest = key, self._made(model)
                except FAILURES:
                    return None
            return self._latest[1]

    def _made(self, model: EmbeddingModel) -> Tested:
        tested = with_runs(Claim.objects.filter(verdict__in=[status.value for status in REACHED]))
        claims = list(tested.order_by("ledger_id"))
        if not claims:
            return Tested((), *np.zeros((2, 0), np.float32))
        texts = [_text(claim) for claim in claims]
        vectors = self._vectors(model, texts + self._background())
        return Tested(claims, vectors[: len(texts)], vectors[: len(texts)] @ _mean(vectors[len(texts) :]))

    def _background(self) -> list[str]:
        rows = Claim.objects.only("title", "sentence").order_by("ledger_id")
        return [_text(claim) for claim in rows[::BACKGROUND_STEP]]

    def _vectors(self, model: EmbeddingModel, texts: Sequence[str]) -> Floats:
        named = hashlib.blake2b("\0".join([model.name, *texts]).encode(), digest_size=12).hexdigest()
        path = self._folder / f"{named}.vectors"
        content = _read(path)
        if content is None:
            content = model.embed_texts(texts).tobytes()
            self._store(path, content)
        return unit_rows(np.frombuffer(content, np.int8).reshape(len(texts), -1))

    def _store(self, path: Path, content: bytes) -> None:
        """In the place of the former version; without room for it each process computes its own."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            files.write_whole(path, _checksum(content) + content)
            for former in self._folder.glob("*.vectors"):
                if former != path:
                    former.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("the vectors of the tested claims cannot be stored: %s", error)


def near_claims(paper_id: int, but: frozenset[str] = frozenset(), most: int = MOST) -> list[NearClaim]:
    """The nearest first; none where none is near, or the paper has no embedding. `but`: claims about the paper itself."""
    model = serving_model()
    vectors = vector_view(model) if model else None
    vector = vectors.vector_of(paper_id) if vectors else None
    if model is None or vector is None:
        return []
    tested = _tested(Path(config.read("HOME"))).read(model)
    return tested.near(unit_rows(vector[np.newaxis])[0], most, but) if tested else []


def prepare() -> None:
    """Compute the vectors of the ledger's present version, so that no page waits for them."""
    if model := serving_model():
        _tested(Path(config.read("HOME"))).read(model)


@cache
def _tested(home: Path) -> TestedClaims:
    return TestedClaims(home)


def _read(path: Path) -> bytes | None:
    """None where there is no such file, or none that can be read whole."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    checksum, content = stored[:CHECKSUM_BYTES], stored[CHECKSUM_BYTES:]
    return content if checksum == _checksum(content) else None


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=CHECKSUM_BYTES).digest()


def _text(claim: Claim) -> str:
    return paper_text(claim.title, claim.sentence)


def _mean(vectors: Floats) -> Floats:
    return np.asarray(vectors.mean(axis=0), np.float32)
