"""Fill the systems' common folder from the home: `python -m broadsheet.evaluation.speed.gathering FOLDER PAPERS QUERIES`."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from broadsheet import process
from broadsheet.errors import SetupError
from broadsheet.evaluation.speed import material

if TYPE_CHECKING:
    from broadsheet.search.documents.document import Document

FILTER_SHARE = 0.03
FEWEST = 50
WORDS = (2, 6)


def main() -> None:
    folder, papers, queries = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    process.set_up_django()
    gather(folder, papers, queries)


def gather(folder: Path, papers: int, queries: int) -> None:
    from broadsheet.search.embedding.serving import serving_model

    model = serving_model()
    if model is None:
        raise SetupError("The benchmark needs an embedding", "none", "Choose one with --embedding.")
    documents: list[Document] = []
    found = []
    for batch, vectors in batches(model.name, papers):
        documents += batch
        found.append(vectors)
    if len(documents) < FEWEST:
        raise SetupError(
            f"The benchmark needs {FEWEST} papers", f"{len(documents):,}", "Name more with --corpus."
        )
    added = material.added(len(documents))
    code, share = _filter(documents)
    drawn = sample_queries([document.title for document in documents], queries)
    embedded = {text: np.asarray(model.embed_query(text), np.float32) for text in drawn}
    known = [text for text in drawn if embedded[text].any()]  # the others have no word that the model knows
    material.write(
        folder,
        (material.Text(document.title, document.abstract) for document in documents),
        np.concatenate(found),
        np.array([f"field:{code}" in document.tags for document in documents]),
        known,
        np.array([embedded[text] for text in known]),
        material.Facts(f"field:{code}", share, model.name, len(documents) - added, added),
    )


def batches(model: str, papers: int) -> Iterator[tuple[list[Document], NDArray[np.int8]]]:
    """The first papers of the home by revision, with their vectors: in the order in which an index takes them in."""
    from broadsheet.search.documents import changes

    revision = paper = taken = 0
    while taken < papers and (batch := changes.changes_after(revision, paper, changes.BATCH)):
        revision, paper = batch[-1].revision, batch[-1].paper
        documents = [each.document for each in batch if each.document][: papers - taken]
        stored = changes.vectors_of(model, [document.id for document in documents])
        if lacking := len(documents) - len(stored):
            raise SetupError("Every paper needs its embedding", f"{lacking} have none", "broadsheet embed")
        taken += len(documents)
        yield (
            documents,
            np.array([np.frombuffer(stored[document.id], np.int8) for document in documents]),
        )


def sample_queries(titles: list[str], count: int) -> list[str]:
    """2 to 6 words of a title each, in any order."""
    choice = random.Random(1)
    words = [
        [word for word in title.split() if word.isalpha()] or ["paper"]
        for title in choice.sample(titles, min(count, len(titles)))
    ]
    return [" ".join(choice.sample(each, min(len(each), choice.randint(*WORDS)))) for each in words]


def _filter(documents: Sequence[Document]) -> tuple[str, float]:
    """The field whose share of the papers is nearest to FILTER_SHARE."""
    counts = Counter(code.lower() for document in documents for code in document.fields)
    if not counts:
        return "none", 0.0
    code = min(sorted(counts), key=lambda each: abs(counts[each] / len(documents) - FILTER_SHARE))
    return code, counts[code] / len(documents)


if __name__ == "__main__":
    main()
