"""Measure every query by ir-measures; means and differences with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import SetupError
from broadsheet.evaluation.collections import Collection
from broadsheet.evaluation.system import Answer

MEASURES = ("nDCG@10", "R@100", "RR")
RESAMPLES = 10_000
Values = NDArray[np.float64]
"""Values of one measure, one for each query."""
Results = dict[str, dict[str, dict[str, Values]]]
"""Collection -> system -> measure."""


@dataclass(frozen=True)
class Interval:
    mean: float
    low: float
    high: float
    """95%."""


def measured(collection: Collection, answer: Answer) -> dict[str, Values]:
    """Measures in the order of the collection's queries; 0 for a query without an answer."""
    measures = _library()
    wanted = {name: measures.parse_measure(name) for name in MEASURES}
    given = [
        measures.Qrel(query, document, relevance)
        for query, judged in collection.judgements.items()
        for document, relevance in judged.items()
    ]
    found = [
        measures.ScoredDoc(query, each.document, each.score)
        for query, text in collection.queries.items()
        for each in answer(text)
    ]
    values = {
        (str(each.measure), each.query_id): each.value
        for each in measures.iter_calc(wanted.values(), given, found)
    }
    return {
        name: np.array([values.get((str(measure), query), 0.0) for query in collection.queries])
        for name, measure in wanted.items()
    }


def interval(values: list[Values], seed: int = 1) -> Interval:
    """Bootstrap interval of the mean over collections; queries are resampled within each."""
    random = np.random.default_rng(seed)
    drawn = np.zeros(RESAMPLES)
    for each in values:
        drawn += each[random.integers(0, len(each), (RESAMPLES, len(each)))].mean(axis=1) / len(values)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(np.mean([each.mean() for each in values])), float(low), float(high))


def difference(results: Results, measure: str, one: str, other: str) -> Interval:
    """Query by query, so that hard queries do not count as noise."""
    return interval([systems[one][measure] - systems[other][measure] for systems in results.values()])


def report(results: Results, reference: str) -> dict[str, Any]:
    """Every figure, for machines: each collection, the means, and each system less the reference."""
    systems = list(next(iter(results.values())))
    return {
        "collections": {
            name: {system: _means(values) for system, values in by_system.items()}
            for name, by_system in results.items()
        },
        "mean": {
            system: {m: asdict(interval([each[system][m] for each in results.values()])) for m in MEASURES}
            for system in systems
        },
        "difference": {
            f"{reference} - {system}": {
                m: asdict(difference(results, m, reference, system)) for m in MEASURES
            }
            for system in systems
            if system != reference
        },
        "by_query": {
            name: {system: {m: values[m].tolist() for m in MEASURES} for system, values in by_system.items()}
            for name, by_system in results.items()
        },
    }


def _means(values: Mapping[str, Values]) -> dict[str, Any]:
    return {measure: asdict(interval([found])) for measure, found in values.items()}


def _library() -> Any:
    try:
        import ir_measures
    except ImportError as error:
        raise SetupError(
            "`broadsheet bench` needs the extra `bench`", None, 'Run `pip install "broadsheet[bench]"`.'
        ) from error
    return ir_measures
