"""Facts for the picture of a comparison, from the tables' values of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Any

import numpy as np

from broadsheet.claims.comparing import DIFFERENT, EQUAL, Compared
from broadsheet.claims.declaration import Comparison
from broadsheet.claims.findings import compared, comparison_says
from broadsheet.claims.labels import Labels, labels_of
from broadsheet.claims.models import Run
from broadsheet.claims.picture_layout import LETTER, NARROW, PADDING, WIDE, height
from broadsheet.claims.runs import store
from broadsheet.claims.statistics.condensing import BY_NAME
from broadsheet.claims.wording import statistic_name
from broadsheet.plots import Figure

CHART = "broadsheet.claims.drawings:comparison"
WIDTHS = (NARROW, WIDE)
DIGITS = 9
"""Digits of a number that is drawn: more than a picture can show, fewer than processors agree on."""
STYLES = {"supported": "supported", "contradicted": "contradicted", EQUAL: "ink", DIFFERENT: "contradicted"}
Facts = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """One comparison of a run, a hypothesis or a control."""

    run: Run
    number: int
    """Hypotheses first, then controls."""
    compared: Compared
    is_control: bool

    @property
    def says(self) -> str:
        """The content of the picture in words."""
        return comparison_says(self.compared, self.run.claim.ledger_id)

    def facts(self, width: int) -> Facts:
        return {"width": width, "metric": self._metric(width), **self._facts_of_any_width}

    def figure(self, width: int) -> Figure:
        return self._figures[width]

    def size(self, width: int) -> tuple[int, int]:
        return width + 2 * PADDING, height(self._figures[width].facts)

    @cached_property
    def _figures(self) -> Mapping[int, Figure]:
        shipped_in = store.pictures_of(self.run.claim.ledger_id) if self.run.shipped else None
        return {width: Figure(CHART, self.facts(width), shipped_in) for width in WIDTHS}

    @cached_property
    def _facts_of_any_width(self) -> Facts:
        return {
            "arms": [arm for name in self._arms() if (arm := self._arm(name))],
            "statistic": statistic_name(self._declared()["statistic"]),
            "effect": self._effect() if self.compared.effect is not None else None,
            "says": self.says,
        }

    @property
    def _labels(self) -> Labels:
        return labels_of(self.run.claim.ledger_id)

    def _declared(self) -> Mapping[str, Any]:
        declared, hypotheses = self.run.declaration, self.run.declaration["hypotheses"]
        if not self.is_control:
            return dict(hypotheses[self.number])
        return dict(declared["controls"][self.number - len(hypotheses)]["hypothesis"])

    def _arms(self) -> Sequence[str]:
        has_baseline = self._declared()["baseline"] is not None
        return [self.compared.contender, *([self.compared.against] if has_baseline else [])]

    def _arm(self, name: str) -> Facts | None:
        """A dot is a seed: its mean over strata where several are compared."""
        by_seed: dict[int, list[float]] = defaultdict(list)
        for seed, stratum, value in self.run.values.get(self.compared.metric, {}).get(name, ()):
            if not self.compared.stratum or stratum == self.compared.stratum:
                by_seed[seed].append(value)
        if not by_seed:
            return None
        everything = np.array([value for values in by_seed.values() for value in values])
        mark = float(BY_NAME[self._declared()["statistic"]](everything))
        means = [_rounded(fsum(each) / len(each)) for each in by_seed.values()]
        return {"name": self._labels.arm(name), "values": means, "mark": _rounded(mark)}

    def _metric(self, width: int) -> str:
        """The unit stands beside where there is room; the page's declaration has it in any case."""
        metric = next(
            each for each in self.run.declaration["metrics"] if each["name"] == self.compared.metric
        )
        unit = f", {metric['unit']}" if metric["unit"] not in ("", metric["name"]) else ""
        better = "lower" if metric["direction"].startswith("lower") else "higher"
        name = self._labels.metric(metric["name"])
        whole, brief = (f"{name}{each} ({better} is better)" for each in (unit, ""))
        return whole if len(whole) * LETTER <= width else brief

    def _effect(self) -> Facts:
        found = self.compared
        ratio = found.scale == "ratio"
        return {
            "name": "Effect and its interval",
            "outcome": found.outcome,
            "style": STYLES.get(found.outcome, "inconclusive"),
            "effect": _rounded(found.effect),
            "low": _rounded(found.low),
            "high": _rounded(found.high),
            "null": 1.0 if ratio else 0.0,
            "lines": [_rounded(line) for line in _lines(found, self.is_control)],
            "axis": f"{'times as good' if ratio else 'better by'}; the line is the margin",
        }


def pictures_of(run: Run) -> list[Picture]:
    """The main hypothesis first, controls last."""
    said = [(each, False) for each in run.hypotheses] + [(each, True) for each in run.controls]
    return [Picture(run, number, compared(each), control) for number, (each, control) in enumerate(said)]


def _lines(found: Compared, is_control: bool) -> list[float]:
    """The bounds that the interval is compared with."""
    other = 1 / found.margin if found.scale == "ratio" else -found.margin
    if is_control or found.comparison == Comparison.EQUAL:
        return sorted({other, found.margin})
    return [other if found.comparison == Comparison.NOT_WORSE else found.margin]


def _rounded(value: float | None) -> float | None:
    """Rounded, and without the sign of zero, which PostgreSQL does not keep."""
    return None if value is None else float(f"{value:.{DIGITS}g}") + 0.0
