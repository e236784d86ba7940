"""Lower bound of the times: the same queries on bare tantivy, a bare scan of the vectors, and the bare model."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import simsimd

from broadsheet.evaluation.speed import figures
from broadsheet.evaluation.speed.material import TOP
from broadsheet.search import wording
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.quantised import UNIT
from broadsheet.search.readers import lexical_view, vector_view
from broadsheet.search.vectors import VectorView


def bare(queries: list[str]) -> dict[str, Any]:
    words, model = lexical_view(), serving_model()
    assert words is not None
    assert model is not None
    view = vector_view(model)
    assert isinstance(view, VectorView)
    embedded = {text: model.embed_query(text) for text in queries}

    def scan(text: str) -> None:
        query = np.rint(embedded[text] * UNIT).astype(np.int8).reshape(1, -1)
        simsimd.cdist(query, view.vectors, metric="dot", out_dtype="f32")

    def top(text: str) -> None:
        words.top(wording.any_of(wording.terms(text)), TOP)

    def all_three(text: str) -> None:
        model.embed_query(text)
        top(text)
        scan(text)

    asked = {"tantivy": top, "scan": scan, "query embedding": model.embed_query, "all three": all_three}
    return {f"bare {name}": asdict(figures.latency(ask, queries)) for name, ask in asked.items()}
