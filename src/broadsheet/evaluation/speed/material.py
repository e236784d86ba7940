"""Data for every system: papers, their vectors, queries, and the exact nearest papers of the queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TOP = 20
ADDED = 2_000
"""Papers that come after the index is built: so many, or a fifth where there are few."""
AT_ONCE = 65_536
Rows = NDArray[np.int64]


class Text(NamedTuple):
    title: str
    abstract: str

    @property
    def whole(self) -> str:
        return f"{self.title} {self.abstract}"


@dataclass(frozen=True)
class Material:
    """The first `papers` are there from the beginning, the others are added. `kept`: those that the filter keeps."""

    texts: list[Text]
    vectors: NDArray[np.int8]
    mask: NDArray[np.bool_]
    queries: list[str]
    query_vectors: NDArray[np.float32]
    """The queries' vectors, of length 1."""
    papers: int

    def first(self) -> tuple[list[Text], NDArray[np.int8], NDArray[np.bool_]]:
        return self.texts[: self.papers], self.vectors[: self.papers], self.mask[: self.papers]

    def added(self) -> tuple[list[Text], NDArray[np.int8], NDArray[np.bool_]]:
        return self.texts[self.papers :], self.vectors[self.papers :], self.mask[self.papers :]


@dataclass(frozen=True)
class Facts:
    """Description of the systems' common folder."""

    filter: str
    """The filter as a reader types it, such as field:cs.DB."""
    share: float
    model: str
    papers: int
    added: int


def write(
    folder: Path,
    texts: Iterable[Text],
    vectors: NDArray[np.int8],
    mask: NDArray[np.bool_],
    queries: list[str],
    query_vectors: NDArray[np.float32],
    facts: Facts,
) -> None:
    with (folder / "texts.jsonl").open("w") as file:
        file.writelines(json.dumps(each) + "\n" for each in texts)
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "mask.npy", mask)
    np.save(folder / "query_vectors.npy", query_vectors)
    (folder / "queries.json").write_text(json.dumps(queries))
    (folder / "facts.json").write_text(json.dumps(asdict(facts)))


def read_facts(folder: Path) -> Facts:
    return Facts(**json.loads((folder / "facts.json").read_text()))


def added(papers: int) -> int:
    """How many of these papers are added after the index is built."""
    return min(ADDED, papers // 5)


def read(folder: Path, papers: int) -> Material:
    """The first `papers` of all papers, and those that are added after them."""
    end = papers + read_facts(folder).added
    with (folder / "texts.jsonl").open() as file:
        texts = [Text(*json.loads(line)) for line, _ in zip(file, range(end), strict=False)]
    return Material(
        texts,
        np.load(folder / "vectors.npy", mmap_mode="r")[:end],
        np.load(folder / "mask.npy")[:end],
        json.loads((folder / "queries.json").read_text()),
        np.load(folder / "query_vectors.npy"),
        papers,
    )


def exact(
    vectors: NDArray[np.int8], query_vectors: NDArray[np.float32], mask: NDArray[np.bool_] | None = None
) -> Rows:
    """The TOP rows nearest to each query by cosine, best first, in floating point."""
    scores = np.full((len(query_vectors), TOP), -np.inf, np.float32)
    rows = np.full((len(query_vectors), TOP), -1, np.int64)
    for start in range(0, len(vectors), AT_ONCE):
        part = vectors[start : start + AT_ONCE].astype(np.float32)
        part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-9)
        found = query_vectors @ part.T
        if mask is not None:
            found[:, ~mask[start : start + AT_ONCE]] = -np.inf
        numbers = np.broadcast_to(np.arange(start, start + len(part)), found.shape)
        scores, rows = _best(np.hstack([scores, found]), np.hstack([rows, numbers]))
    return np.where(scores > -np.inf, rows, -1)


def _best(scores: NDArray[np.float32], rows: Rows) -> tuple[NDArray[np.float32], Rows]:
    places = np.argpartition(-scores, TOP - 1, axis=1)[:, :TOP]
    chosen = np.take_along_axis(scores, places, axis=1)
    order = np.argsort(-chosen, axis=1, kind="stable")
    places = np.take_along_axis(places, order, axis=1)
    return np.take_along_axis(scores, places, axis=1), np.take_along_axis(rows, places, axis=1)


def recall(found: list[list[int]], best: Rows) -> float:
    """The share of the exact best that was found, over all queries; rows of -1 are none."""
    wanted = [set(row[row >= 0].tolist()) for row in best]
    hit = sum(len(want & set(rows)) for want, rows in zip(wanted, found, strict=True))
    return hit / max(sum(map(len, wanted)), 1)
