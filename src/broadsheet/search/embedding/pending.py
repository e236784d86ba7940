"""Computes embeddings that are missing or out of date, newest papers first, in short transactions."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from numpy.typing import NDArray

from broadsheet import locks
from broadsheet.errors import SetupError
from broadsheet.papers.models import Counter, Embedding, Paper
from broadsheet.search.documents.changes import indexed_papers, newest_revision, vector_bytes
from broadsheet.search.embedding.model import EmbeddingModel, paper_text
from broadsheet.search.embedding.registry import chosen_model
from broadsheet.search.engine.files import index_home

BATCHES = (128, 4096)
"""Papers stored in one transaction: more as long as a batch is embedded in less than BATCH_S."""
BATCH_S = 0.5
BACKLOG = 50_000
_TEXT = ("title", "plain_title", "abstract", "plain_abstract")
Progress = Callable[[int, float | None], None]


def embed_pending(
    limit: int | None = None,
    deadline: float | None = None,
    progress: Progress = lambda count, share: None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Returns how many papers were embedded: at most `limit`, none begun after `deadline` (of `clock`); 0
    where another process is at it, or where the model is `none`. Each batch is stored by itself, so that a
    killed run loses one at most."""
    model = chosen_model()
    if model is None:
        return 0
    with locks.held(index_home() / "embed.lock", wait=False) as mine:
        return _embed(model, limit, deadline, progress, clock) if mine else 0


def _embed(
    model: EmbeddingModel,
    limit: int | None,
    deadline: float | None,
    progress: Progress,
    clock: Callable[[], float],
) -> int:
    drop_outdated(model.name)
    backlog = _BACKLOGS.setdefault(model.name, Backlog(model.name))
    done, total, size = 0, 0, BATCHES[0]
    while (limit is None or done < limit) and (deadline is None or clock() < deadline):
        papers = backlog.take(size if limit is None else min(size, limit - done))
        if not papers:
            break
        total = total or pending_count(model.name)
        begun = clock()
        texts = texts_of(papers)
        done += store(model.name, papers, texts, model.embed_texts(texts))
        if clock() - begun < BATCH_S:
            size = min(2 * size, BATCHES[1])
        progress(done, min(1.0, done / total))
    return done


@dataclass
class Backlog:
    """Ids of papers without an embedding, cached between the worker's short turns: querying them anew each
    time would take longer than a turn once a million are done."""

    model: str
    _ids: deque[int] = field(default_factory=deque)
    _seen_revision: int = -1

    def take(self, count: int, without: Collection[int] = ()) -> list[Paper]:
        """Papers that still lack an embedding, but not those `without`; new ones come before old ones."""
        if self._seen_revision != (newest := newest_revision()):
            self._ids.clear()
            self._seen_revision = newest
        while True:
            if not self._ids:
                ids = _pending(self.model).values_list("pk", flat=True)[: BACKLOG + len(without)]
                self._ids.extend(each for each in ids if each not in without)
            taken = [self._ids.popleft() for _ in range(min(count, len(self._ids)))]
            papers = list(_pending(self.model).filter(pk__in=taken).only("id", *_TEXT))
            if papers or not taken:
                return papers


_BACKLOGS: dict[str, Backlog] = {}


def pending_count(model: str) -> int:
    return _pending(model).count()


def drop_outdated(model: str) -> int:
    """Take away the embeddings of papers whose text has changed since, so that they are computed again.

    Reads only papers that changed after the last call.
    """
    name, newest = f"embed {model}"[:32], newest_revision()
    seen = Counter.read(name)
    if seen == newest:
        return 0
    since = seen if seen < newest else 0  # the database may have been restored to an older state
    rows = Embedding.objects.filter(model=model, paper__revision__gt=since)
    columns = ("pk", "digest", *(f"paper__{column}" for column in _TEXT))
    outdated = [
        pk
        for pk, digest, *texts in rows.values_list(*columns).iterator()
        if bytes(digest) != _digest(_text(*texts))
    ]
    for at in range(0, len(outdated), 500):
        Embedding.objects.filter(pk__in=outdated[at : at + 500]).delete()
    Counter.objects.update_or_create(name=name, defaults={"value": newest})
    return len(outdated)


def _pending(model: str) -> QuerySet[Paper]:
    embedded = Embedding.objects.filter(paper=OuterRef("pk"), model=model)
    return indexed_papers().filter(~Exists(embedded)).order_by(F("day").desc(nulls_last=True), "-pk")


def texts_of(papers: Sequence[Paper]) -> list[str]:
    return [paper_text(paper.title_text, paper.abstract_text) for paper in papers]


def store(model: str, papers: Sequence[Paper], texts: Sequence[str], vectors: NDArray[np.int8]) -> int:
    """In one transaction. A text that changed since it was read is noticed by its digest, later."""
    _check_length(model, vectors)
    with transaction.atomic():
        first = Counter.advance("embedding", len(papers))
        Embedding.objects.filter(model=model, paper__in=papers).delete()
        Embedding.objects.bulk_create(
            Embedding(id=first + at, paper=paper, model=model, digest=_digest(text), vector=vector.tobytes())
            for at, (paper, text, vector) in enumerate(zip(papers, texts, vectors, strict=True))
        )
    return len(papers)


def _check_length(model: str, vectors: NDArray[np.int8]) -> None:
    known = vector_bytes(model)
    if known is not None and known != vectors.shape[1]:
        raise SetupError(
            f"All vectors of an embedding model have as many dimensions as its first ones: {known}",
            f"{vectors.shape[1]} from {model}",
            "A model that changed needs another name in BROADSHEET_EMBEDDING.",
        )


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _text(title: str, plain_title: str, abstract: str, plain_abstract: str) -> str:
    return paper_text(plain_title or title, plain_abstract or abstract)
