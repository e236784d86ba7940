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

Told = dict[str, Any]
Kind = TypeVar("Kind")


def told(declaration: Declaration) -> Told:
    plain: Told = orjson.loads(orjson.dumps(asdict(declaration)))
    return plain


def read(said: Mapping[str, Any]) -> Declaration:
    """The declaration that `told` told; what a later version added and this one does not know is left out."""
    return Declaration(
        **{
            **_known(Declaration, said),
            "fidelity": Fidelity(said["fidelity"]),
            "metrics": tuple(_metric(each) for each in said["metrics"]),
            "arms": tuple(Arm(**_known(Arm, each)) for each in said["arms"]),
            "hypotheses": tuple(_hypothesis(each) for each in said["hypotheses"]),
            "controls": tuple(
                Control(_hypothesis(each["hypothesis"]), each["why"]) for each in said["controls"]
            ),
            "quick": Budget(**_known(Budget, said["quick"])),
            "full": Budget(**_known(Budget, said["full"])),
            "deviations": tuple(said["deviations"]),
        }
    )


def _metric(said: Mapping[str, Any]) -> Metric:
    return Metric(**{**_known(Metric, said), "direction": Direction(said["direction"])})


def _hypothesis(said: Mapping[str, Any]) -> Hypothesis:
    return Hypothesis(**{**_known(Hypothesis, said), "comparison": Comparison(said["comparison"])})


def _known(kind: type[Any], said: Mapping[str, Any]) -> Told:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in said.items() if name in names}
