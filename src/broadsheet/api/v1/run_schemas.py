"""What the API answers about runs, for its OpenAPI document."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class Run(Schema):
    id: int
    counts: bool = Field(description="The claim's verdict comes from it.")
    begun: str
    shipped: bool = Field(description="It came with Broadsheet; else this instance ran it.")
    budget: str = Field(description="full or quick; only a full one makes a verdict.")
    complete: bool = Field(description="Every arm has every declared seed.")
    stale: bool = Field(description="What is declared has changed since.")
    outcome: str
    reason: str
    fidelity: str
    effect: float | None = Field(description="Of the main hypothesis, turned so that more favours the claim.")
    low: float | None
    high: float | None
    margin: float
    p_value: float | None
    first_seed: int
    seeds: int = Field(description="Of the arm that has fewest.")
    failed: int
    seconds: float
    device: str
    package: str
    versions: dict[str, str]
    revision: str
    url: str


class Runs(Schema):
    items: list[Run]
    next: str | None


class Comparison(Schema):
    """A hypothesis or a control, and what came of it."""

    contender: str
    against: str
    metric: str
    comparison: str
    scale: str
    margin: float
    outcome: str
    seeds: int
    effect: float | None
    low: float | None
    high: float | None
    equal_low: float | None = Field(
        description="The interval of the two one-sided tests; so is `equal_high`."
    )
    equal_high: float | None
    chance_better: float | None = Field(
        description="How often a seed of the contender beats one of the baseline."
    )
    p_value: float | None
    reason: str
    stratum: str
    why: str
    says: str = Field(description="In words.")


class Pictures(Schema):
    light: str
    dark: str


class WholeRun(Run):
    says: str = Field(description="The verdict in words.")
    hypotheses: list[Comparison] = Field(description="The main one first.")
    controls: list[Comparison]
    declaration: dict[str, Any] = Field(description="As it was declared before the run.")
    values: dict[str, dict[str, list[list[int | float | str | None]]]] = Field(
        description="{metric: {arm: [[seed, stratum, value], ...]}}"
    )
    plots: list[Pictures] = Field(
        description="Of each hypothesis, then of each control, as SVG. One that is not drawn yet is answered 202."
    )
