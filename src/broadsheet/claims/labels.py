"""Names in words for the arms, metrics and strata of an experiment, from `labels.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from broadsheet.claims.comparing import Compared, named

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """Of one claim's experiment."""

    arms: Names
    metrics: Names
    strata: Names

    def arm(self, name: str) -> str:
        return self.arms.get(name) or words(name)

    def metric(self, name: str) -> str:
        return self.metrics.get(name) or words(name)

    def stratum(self, name: str) -> str:
        return self.strata.get(name) or words(name)

    def compared(self, comparison: Compared) -> Compared:
        """The comparison with names in words; a reference value has no other name."""
        return replace(
            comparison,
            contender=self.arm(comparison.contender),
            against=self.arms.get(comparison.against) or _unless_number(comparison.against),
            metric=self.metric(comparison.metric),
            stratum=self.stratum(comparison.stratum),
        )

    def text(self, text: str, comparisons: Iterable[Compared]) -> str:
        """A sentence that names some of these comparisons, such as the reason of a verdict."""
        for each in sorted(comparisons, key=lambda each: -len(named(each))):
            text = text.replace(named(each), named(self.compared(each)))
        return text


def labels_of(ledger_id: str) -> Labels:
    table = _tables().get(ledger_id, {})
    return Labels(*(table.get(kind, {}) for kind in ("arms", "metrics", "strata")))


def words(slug: str) -> str:
    return slug.replace("-", " ")


def _unless_number(name: str) -> str:
    """A reference value such as -0.5 keeps its sign."""
    try:
        float(name)
    except ValueError:
        return words(name)
    return name


@cache
def _tables() -> Mapping[str, Mapping[str, Names]]:
    return tomllib.loads((files("broadsheet.claims") / "labels.toml").read_text(encoding="utf-8"))
