"""Serialise declarations to plain values and back, so that a run's file holds its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

import orjson

from broadsheet.claims.declaration import (
    Arm,
    Budget,
    Comparison,
    Control,
    Declaration,
    Direction,
    Fidelity,
    Hypothesis,
    Metric,
)

Plain = dict[str, Any]
Kind = TypeVar("Kind")


def to_dict(declaration: Declaration) -> Plain:
    plain: Plain = orjson.loads(orjson.dumps(asdict(declaration)))
    return plain


def from_dict(values: Mapping[str, Any]) -> Declaration:
    """The declaration of `to_dict`; fields that a later version added are ignored."""
    return Declaration(
        **{
            **_known(Declaration, values),
            "fidelity": Fidelity(values["fidelity"]),
            "metrics": tuple(_metric(each) for each in values["metrics"]),
            "arms": tuple(Arm(**_known(Arm, each)) for each in values["arms"]),
            "hypotheses": tuple(_hypothesis(each) for each in values["hypotheses"]),
            "controls": tuple(
                Control(_hypothesis(each["hypothesis"]), each["why"]) for each in values["controls"]
            ),
            "quick": Budget(**_known(Budget, values["quick"])),
            "full": Budget(**_known(Budget, values["full"])),
            "deviations": tuple(values["deviations"]),
        }
    )


def _metric(values: Mapping[str, Any]) -> Metric:
    return Metric(**{**_known(Metric, values), "direction": Direction(values["direction"])})


def _hypothesis(values: Mapping[str, Any]) -> Hypothesis:
    return Hypothesis(**{**_known(Hypothesis, values), "comparison": Comparison(values["comparison"])})


def _known(kind: type[Any], values: Mapping[str, Any]) -> Plain:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in values.items() if name in names}
