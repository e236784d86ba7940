# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "broadsheet",
#   "scipy>=1.15",
# ]
# ///
"""Make src/broadsheet/search/embedding/static/ again: a table of word vectors, trained on arXiv's metadata (CC0).

    OPENBLAS_NUM_THREADS=2 python scripts/train_static_embedding.py FOLDER ARXIV... [--without IR_FOLDER]

ARXIV are files of arXiv papers: JSON lines (plain or .zst) with title, abstract and categories, or tab-separated
tables (.tsv.xz) with title, abstract and primary_cat, as in https://github.com/staeiou/arxiv_archive. A text's
vector is the sum of its tokens' vectors, so the table is all there is to train:

1. The vocabulary is MiniLM's word pieces that occur, and the most frequent whole words besides.
2. Each token's first vector is MiniLM's embedding of it, turned to principal axes and weighted down with the
   token's frequency (Arora et al. 2017, smooth inverse frequency).
3. Contrastive steps (InfoNCE, in-batch negatives, half of the batches from few fields): a title against its
   abstract, a passage against the text around it, an abstract's first half against its second.
4. In every step also distillation: among 1,024 short texts, the similarities that MiniLM sees.
5. A blend with the first vectors, which know words that arXiv hardly uses; tokens that came out short, such as
   "the", are silenced, which saves a third of the work of encoding; int8, one scale a row.

The shipped table: arxiv-2024-2026 (303,091 papers of public daily archives) and the 133 tables per category of
arxiv_archive's 20190101 that are under 4.1 MB, 735,614 papers together, `--without` the six development
collections, the other options as they stand; six minutes of processor time, besides as many for reading and MiniLM.
Same files, seed and options: same table, up to the order of floating-point sums. `--without` leaves papers out whose
titles stand in test collections (BEIR layout), so that the table's measured quality is not memory.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import os
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

import click
import numpy as np
import scipy.sparse as sp
import zstandard
from numpy.typing import NDArray

from broadsheet.search.embedding.registry import SHIPPED, model_named
from broadsheet.search.embedding.word_pieces import Pieces

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")

Floats = NDArray[np.float32]

WIDTHS = (384, 256)
"""A step trains the first so many dimensions, so that the table can be cut."""
TEMPERATURE = 20.0
BATCH = 2048
TAUGHT = 1024
WARM_UP = 30
SECOND_MOMENT = 0.995
FREQUENCY = 1e-4
LONGEST = 300
TITLE_SHARE, PASSAGE_SHARE = 0.4, 0.3
KEPT_OF_FIRST = 0.35
SILENT_BELOW = 0.4


@dataclass(frozen=True)
class Paper:
    title: str
    abstract: str
    field: str


@dataclass(frozen=True)
class Corpus:
    """Token ids of all papers in one array each for titles and abstracts; paper n owns [starts[n], starts[n + 1])."""

    titles: NDArray[np.uint16]
    title_starts: NDArray[np.int64]
    abstracts: NDArray[np.uint16]
    abstract_starts: NDArray[np.int64]
    fields: list[NDArray[np.int64]]

    def title(self, paper: int) -> NDArray[np.uint16]:
        return self.titles[self.title_starts[paper] : self.title_starts[paper + 1]]

    def abstract(self, paper: int) -> NDArray[np.uint16]:
        return self.abstracts[self.abstract_starts[paper] : self.abstract_starts[paper + 1]]

    def __len__(self) -> int:
        return len(self.title_starts) - 1


@dataclass(frozen=True)
class Lessons:
    tokens: list[NDArray[np.int64]]
    vectors: Floats


@dataclass(frozen=True)
class Rates:
    """Chosen by short trials on the development collections."""

    learning: float = 0.015
    decay: float = 0.02
    """Towards the first vectors."""
    damping: float = 1.0
    distillation: float = 1.5


# --- reading -------------------------------------------------------------------------------------------------------


def read_papers(files: Iterable[Path], without: set[str]) -> Iterator[Paper]:
    seen = set(without)
    for file in files:
        for paper in _rows(file):
            key = plain(paper.title)
            if len(paper.abstract) < 200 or len(paper.title) < 10 or key in seen:
                continue
            seen.add(key)
            yield paper


def _rows(file: Path) -> Iterator[Paper]:
    if file.name.endswith(".tsv.xz"):
        csv.field_size_limit(1 << 24)
        with lzma.open(file, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                yield Paper(row["title"] or "", row["abstract"] or "", row["primary_cat"] or "")
    else:
        with _open(file) as lines:
            for line in lines:
                row = json.loads(line)
                yield Paper(row["title"] or "", row["abstract"] or "", (row["categories"] or [""])[0])


def _open(file: Path) -> IO[str]:
    opened: IO[bytes] = file.open("rb")
    packed = file.suffix == ".zst"
    stream = zstandard.ZstdDecompressor().stream_reader(opened) if packed else opened
    return io.TextIOWrapper(stream, encoding="utf-8")


def test_titles(folder: Path) -> set[str]:
    files = [*folder.glob("*/corpus.jsonl"), *folder.glob("*/corpus.jsonl.zst")]
    titles = {plain(json.loads(line).get("title") or "") for file in files for line in _open(file)}
    return {title for title in titles if len(title) > 15}


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


# --- vocabulary ----------------------------------------------------------------------------------------------------


def choose_vocabulary(papers: list[Paper], size: int, rng: np.random.Generator) -> list[str]:
    """Word pieces that occur in the sample, then the whole words that occur in most papers of it."""
    sample = [papers[at] for at in rng.choice(len(papers), min(len(papers), 200_000), replace=False)]
    tokenizer = json.loads((SHIPPED / "minilm" / "tokenizer.json").read_text())
    pieces = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].__getitem__)
    words = Counter[str]()
    for paper in sample:
        words.update(set(re.findall("[a-z]+", f"{paper.title} {paper.abstract}".lower())))
    known = set(pieces)
    new = [word for word, count in words.most_common() if word not in known and len(word) > 3 and count >= 8]
    splitter = Pieces([*pieces, *new])
    used = np.zeros(len(pieces) + len(new), np.int64)
    for paper in sample:
        np.add.at(used, splitter.ids(f"{paper.title} {paper.abstract}"), 1)
    letters = {
        piece for piece in pieces if len(piece.removeprefix("##")) == 1 and piece.removeprefix("##").isascii()
    }
    kept = [each for at, each in enumerate(pieces) if _means(each) and (used[at] >= 8 or each in letters)]
    return [*kept, *new][:size]


def _means(piece: str) -> bool:
    """Has a letter or a digit, and is no mark such as [CLS]."""
    return any(letter.isalnum() for letter in piece) and not piece.startswith("[")


def tokenise(papers: list[Paper], pieces: Pieces) -> Corpus:
    titles, abstracts = array("H"), array("H")
    title_starts, abstract_starts = [0], [0]
    fields: dict[str, list[int]] = {}
    for paper in papers:
        title, abstract = pieces.ids(paper.title), pieces.ids(paper.abstract)[:LONGEST]
        if len(title) < 4 or len(abstract) < 60:
            continue
        fields.setdefault(paper.field, []).append(len(title_starts) - 1)
        titles.extend(title)
        abstracts.extend(abstract)
        title_starts.append(len(titles))
        abstract_starts.append(len(abstracts))
    return Corpus(
        np.frombuffer(titles, np.uint16),
        np.array(title_starts),
        np.frombuffer(abstracts, np.uint16),
        np.array(abstract_starts),
        [np.array(members) for members in fields.values() if len(members) > 1000],
    )


# --- MiniLM: the first vectors, and the lessons --------------------------------------------------------------------


def first_vectors(vocabulary: list[str], corpus: Corpus) -> Floats:
    vectors = minilm([token.removeprefix("##") for token in vocabulary])
    vectors -= vectors.mean(0)
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    counts = np.bincount(corpus.abstracts, minlength=len(vocabulary))
    frequency = counts / counts.sum()
    turned = vectors @ axes[:, ::-1] * (FREQUENCY / (FREQUENCY + frequency))[:, None]
    return np.asarray(turned / np.sqrt((turned**2).sum(1).mean()), np.float32)


def lessons(papers: list[Paper], pieces: Pieces, count: int, rng: np.random.Generator) -> Lessons:
    texts = [_short_text(papers[at], rng) for at in rng.choice(len(papers), count, replace=False)]
    tokens = [np.array(pieces.ids(text), np.int64) for text in texts]
    kept = [at for at, each in enumerate(tokens) if len(each) > 2]
    return Lessons([tokens[at] for at in kept], minilm([texts[at] for at in kept]))


def _short_text(paper: Paper, rng: np.random.Generator) -> str:
    words = paper.abstract.split()
    start = int(rng.integers(0, max(1, len(words) - 25)))
    return (paper.title, " ".join(words[start : start + 22]), f"{paper.title} {' '.join(words[:18])}")[
        rng.choice(3, p=(0.35, 0.35, 0.3))
    ]


def minilm(texts: list[str]) -> Floats:
    model = model_named("minilm", 2)
    assert model is not None
    return unit(
        np.concatenate([model.embed_texts(texts[at : at + 4096]) for at in range(0, len(texts), 4096)])
    )


def unit(vectors: NDArray[np.generic]) -> Floats:
    floats = np.asarray(vectors, np.float32)
    return floats / (np.linalg.norm(floats, axis=1, keepdims=True) + 1e-9)


# --- training ------------------------------------------------------------------------------------------------------


def train(
    table: Floats, corpus: Corpus, taught: Lessons, steps: int, rates: Rates, rng: np.random.Generator
) -> Floats:
    """RMSprop whose second moment also fades where a token did not occur, damped by its median: rare tokens then
    move in proportion to their evidence."""
    first, table = table, table.copy()
    moment = np.zeros_like(table)
    typical, shown = 0.0, 0.0
    for step in range(steps):
        rate = rates.learning * min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
        left, right = pairs(corpus, pick(corpus, rng), rng, len(table))
        chosen = rng.choice(len(taught.tokens), TAUGHT, replace=False)
        short = rows([taught.tokens[at] for at in chosen], len(table))
        width = WIDTHS[step % len(WIDTHS)]
        loss, to_left, to_right = contrast(left @ table, right @ table, width)
        to_short = rates.distillation * distil(short @ table, taught.vectors[chosen], width)
        tokens = sp.vstack([left, right, short]).tocsr()
        active = np.unique(tokens.indices)
        gradient = np.asarray(tokens[:, active].T @ np.vstack([to_left, to_right, to_short]))
        moment *= SECOND_MOMENT
        moment[active] += (1 - SECOND_MOMENT) * gradient**2
        size = np.sqrt(moment[active] / (1 - SECOND_MOMENT ** (step + 1)))
        if step % 10 == 0:
            median = float(np.median(size[:, ::8])) * rates.damping
            typical = median if step == 0 else 0.9 * typical + 0.1 * median
        table[active] -= rate * (gradient / (size + typical) + rates.decay * (table[active] - first[active]))
        shown = loss if step == 0 else 0.95 * shown + 0.05 * loss
        if step % 50 == 0:
            print(f"step {step} of {steps}: loss {shown:.3f}", file=sys.stderr, flush=True)
    return table


def pick(corpus: Corpus, rng: np.random.Generator) -> NDArray[np.int64]:
    """Half of the batches from four fields alone: their negatives are harder."""
    if rng.random() < 0.5:
        return rng.choice(len(corpus), BATCH, replace=False)
    sizes = np.array([len(members) for members in corpus.fields]) ** 0.5
    fields = rng.choice(len(sizes), 4, replace=False, p=sizes / sizes.sum())
    share = BATCH // 4
    return np.concatenate(
        [rng.choice(corpus.fields[at], min(share, len(corpus.fields[at])), replace=False) for at in fields]
    )


def pairs(
    corpus: Corpus, batch: NDArray[np.int64], rng: np.random.Generator, vocabulary: int
) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    kind = rng.random()
    both = [_pair(kind, corpus.title(at), corpus.abstract(at), rng) for at in batch.tolist()]
    return rows([left for left, _ in both], vocabulary), rows([right for _, right in both], vocabulary)


def _pair(
    kind: float, title: NDArray[np.uint16], abstract: NDArray[np.uint16], rng: np.random.Generator
) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    length = len(abstract)
    if kind < TITLE_SHARE:
        part = min(length, int(rng.integers(60, 160)))
        return title, abstract[:part] if rng.random() < 0.6 else abstract[length - part :]
    if kind < TITLE_SHARE + PASSAGE_SHARE:
        width = int(rng.integers(8, 28))
        start = int(rng.integers(0, length - width))
        around = np.concatenate(
            [abstract[max(0, start - 60) : start], abstract[start + width : start + width + 60]]
        )
        passage = abstract[start : start + width]
        return passage, np.concatenate([title, around]) if rng.random() < 0.5 else around
    half = length // 2
    return np.concatenate([title, abstract[max(0, half - 70) : half]]), abstract[half : half + 80]


def rows(texts: list[NDArray[np.generic]], vocabulary: int) -> sp.csr_matrix:
    """One row a text, counting its tokens."""
    starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
    tokens = np.concatenate(texts).astype(np.int32)
    return sp.csr_matrix((np.ones(len(tokens), np.float32), tokens, starts), shape=(len(texts), vocabulary))


def contrast(left: Floats, right: Floats, width: int) -> tuple[float, Floats, Floats]:
    """InfoNCE in both directions and its gradients, of the first `width` dimensions."""
    a, b = unit(left[:, :width]), unit(right[:, :width])
    similar = np.exp(TEMPERATURE * (a @ b.T))
    across, down = similar / similar.sum(1, keepdims=True), similar / similar.sum(0)
    diagonal = np.arange(len(a))
    loss = -0.5 * float(np.log(across[diagonal, diagonal]).mean() + np.log(down[diagonal, diagonal]).mean())
    slope = across + down
    slope[diagonal, diagonal] -= 2
    slope *= TEMPERATURE / (2 * len(a))
    return loss, through_unit(left, a, slope @ b), through_unit(right, b, slope.T @ a)


def distil(vectors: Floats, teacher: Floats, width: int) -> Floats:
    """The gradient of the divergence from the teacher's similarities, each text against the others."""
    z = unit(vectors[:, :width])
    wanted, found = _shares(teacher), _shares(z)
    slope = (found - wanted) * (TEMPERATURE / len(z))
    return through_unit(vectors, z, (slope + slope.T) @ z)


def _shares(vectors: Floats) -> Floats:
    similar = np.exp(TEMPERATURE * (vectors @ vectors.T))
    np.fill_diagonal(similar, 0)
    return similar / similar.sum(1, keepdims=True)


def through_unit(raw: Floats, z: Floats, slope: Floats) -> Floats:
    """The gradient at `raw`, given the one at its unit vector; zero in the dimensions beyond."""
    width = z.shape[1]
    norms = np.linalg.norm(raw[:, :width], axis=1, keepdims=True) + 1e-9
    gradient = np.zeros_like(raw)
    gradient[:, :width] = (slope - z * (z * slope).sum(1, keepdims=True)) / norms
    return gradient


# --- packing -------------------------------------------------------------------------------------------------------


def pack(folder: Path, vocabulary: list[str], table: Floats) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    table = np.where(np.linalg.norm(table, axis=1, keepdims=True) < SILENT_BELOW, 0, table)
    scales = np.abs(table).max(1) / 127
    np.save(folder / "vectors.npy", np.rint(table / np.maximum(scales, 1e-9)[:, None]).astype(np.int8))
    np.save(folder / "scales.npy", scales.astype(np.float32))
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    for name in ("vectors.npy", "scales.npy", "vocabulary.txt"):
        print(f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("arxiv", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--without", type=click.Path(exists=True, path_type=Path), help="Test collections in BEIR layout."
)
@click.option("--steps", default=900, show_default=True)
@click.option("--size", default=40_000, show_default=True, help="Tokens in the vocabulary.")
@click.option("--dimensions", default=256, show_default=True)
@click.option("--taught", default=40_000, show_default=True, help="Texts that MiniLM embeds.")
@click.option("--seed", default=0, show_default=True)
def main(
    folder: Path,
    arxiv: tuple[Path, ...],
    without: Path | None,
    steps: int,
    size: int,
    dimensions: int,
    taught: int,
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    papers = list(read_papers(arxiv, test_titles(without) if without else set()))
    vocabulary = choose_vocabulary(papers, size, rng)
    pieces = Pieces(vocabulary)
    corpus = tokenise(papers, pieces)
    print(f"{len(corpus)} papers, {len(vocabulary)} tokens", file=sys.stderr, flush=True)
    learned = lessons(papers, pieces, taught, rng)
    first = first_vectors(vocabulary, corpus)
    table = train(first, corpus, learned, steps, Rates(), np.random.default_rng(seed + 1))
    pack(folder, vocabulary, (KEPT_OF_FIRST * first + (1 - KEPT_OF_FIRST) * table)[:, :dimensions])


if __name__ == "__main__":
    main()
