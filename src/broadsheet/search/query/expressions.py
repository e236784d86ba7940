"""What is asked of an index, said in no engine's language: each engine has its own compiler of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every paper."""


@dataclass(frozen=True, slots=True)
class Words:
    """At least `needed` of the terms, scored by BM25: the one expression that gives points."""

    field: str
    terms: tuple[str, ...]
    needed: int = 1


@dataclass(frozen=True, slots=True)
class InOrder:
    """These terms one after the other, at most `between` others among them."""

    field: str
    terms: tuple[str, ...]
    between: int = 0


@dataclass(frozen=True, slots=True)
class Beginning:
    """A term that begins so."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """At least one of the tags."""

    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Published on or after `first` and before `before`, as day numbers; an unknown day is outside."""

    first: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Among:
    papers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """One of these identifiers, with or without its scheme."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Titled:
    title_hash: int


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part; none of no parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Every part, scored; what is in `filters` too, unscored; nothing that is in `unwanted`."""

    parts: tuple[Expression, ...]
    filters: tuple[Expression, ...] = ()
    unwanted: tuple[Expression, ...] = ()


Expression = (
    Everything | Words | InOrder | Beginning | Tagged | Days | Among | Identified | Titled | Either | Both
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition beside the scoring."""

    asked: Expression
    negated: bool = False


def constrained(scored: Expression | None, clauses: Sequence[Clause]) -> Expression:
    """Only `scored` gives points."""
    if scored is not None and not clauses:
        return scored
    wanted = tuple(clause.asked for clause in clauses if not clause.negated)
    unwanted = tuple(clause.asked for clause in clauses if clause.negated)
    return Both((scored if scored is not None else Everything(),), wanted, unwanted)
