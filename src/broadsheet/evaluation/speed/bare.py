"""Lower bound of the times: the same queries on bare tantivy, a bare scan of the vectors, and the bare model."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import simsimd

from broadsheet.evaluation.speed import figures
from broadsheet.evaluation.speed.material import TOP
from broadsheet.search.embedding.serving import serving_model
from broadsheet.search.query import compiler
from broadsheet.search.vectors.reader import VectorFileView
from broadsheet.search.vectors.scalar_quantisation import UNIT
from broadsheet.search.views import lexical_view, vector_view


def bare(queries: list[str]) -> dict[str, Any]:
    words, model = lexical_view(), serving_model()
    assert words is not None
    assert model is not None
    view = vector_view(model)
    assert isinstance(view, VectorFileView)
    embedded = {text: model.embed_query(text) for text in queries}

    def scan(text: str) -> None:
        query = np.rint(embedded[text] * UNIT).astype(np.int8).reshape(1, -1)
        simsimd.cdist(query, view.vectors, metric="dot", out_dtype="f32")

    def top(text: str) -> None:
        words.top(compiler.any_term(compiler.terms(text)), TOP)

    def all_three(text: str) -> None:
        model.embed_query(text)
        top(text)
        scan(text)

    searches = {"tantivy": top, "scan": scan, "query embedding": model.embed_query, "all three": all_three}
    return {f"bare {name}": asdict(figures.latency(ask, queries)) for name, ask in searches.items()}
