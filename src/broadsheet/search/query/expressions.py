"""Index expressions, independent of any engine: each engine compiles them to its own query language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """Every paper."""


@dataclass(frozen=True, slots=True)
class Terms:
    """At least `needed` of the terms, scored by BM25: the only expression that scores."""

    field: str
    terms: tuple[str, ...]
    needed: int = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """These terms in order, with at most `between` others among them."""

    field: str
    terms: tuple[str, ...]
    between: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """A term that begins with `text`."""

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
class AnyOf:
    """At least one part; none of no parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part, scored; what is in `filters` too, unscored; nothing that is in `unwanted`."""

    parts: tuple[Expression, ...]
    filters: tuple[Expression, ...] = ()
    unwanted: tuple[Expression, ...] = ()


Expression = (
    Everything | Terms | Phrase | Prefix | Tagged | Days | Among | Identified | Titled | AnyOf | AllOf
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition beside the scoring."""

    expression: Expression
    negated: bool = False


def constrained(scored: Expression | None, clauses: Sequence[Clause]) -> Expression:
    """Only `scored` contributes to the score."""
    if scored is not None and not clauses:
        return scored
    wanted = tuple(clause.expression for clause in clauses if not clause.negated)
    unwanted = tuple(clause.expression for clause in clauses if clause.negated)
    return AllOf((scored if scored is not None else Everything(),), wanted, unwanted)
