"""What a claim's page shows of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from broadsheet.claims import discovery, moved, wording
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.methods import module_of
from broadsheet.claims.models import Claim, Run
from broadsheet.claims.picture_layout import NARROW, WIDE
from broadsheet.claims.places import Place, places_of


@dataclass(frozen=True, slots=True)
class Plot:
    """A comparison in words, and its picture in two widths, by day and by night."""

    run: Run
    place: Place
    mark: str

    @property
    def words(self) -> str:
        return self.place.says

    @property
    def narrow(self) -> tuple[int, int]:
        return self.place.sizes[NARROW]

    @property
    def wide(self) -> tuple[int, int]:
        return self.place.sizes[WIDE]

    def address(self, width: str, theme: str) -> str:
        where = [self.run.claim.ledger_id, self.run.pk, self.place.number, width, theme]
        name = self.place.stored[WIDE if width == "wide" else NARROW].name
        return f"{reverse('claim-plot', args=where)}?v={name}"

    @property
    def day(self) -> dict[str, str]:
        return {width: self.address(width, "light") for width in ("narrow", "wide")}

    @property
    def night(self) -> dict[str, str]:
        return {width: self.address(width, "dark") for width in ("narrow", "wide")}


def plots(run: Run) -> list[Plot]:
    return [Plot(run, place, wording.mark(place.compared.outcome)) for place in places_of(run)]


def shown(run: Run) -> dict[str, Any]:
    """Everything of a run but its history."""
    drawn, declared = plots(run), run.declaration
    return {
        "run": run,
        "declared": declared,
        "says": wording.verdict_says(
            run.outcome,
            run.reason,
            [plot.place.compared for plot in drawn if not plot.place.is_control],
            run.fidelity == "analogue",
        ),
        "hypotheses": [plot for plot in drawn if not plot.place.is_control],
        "controls": [plot for plot in drawn if plot.place.is_control],
        "arms": [_arm(arm) for arm in declared["arms"]],
        "experiment": module_of(_module(run)),
        "minutes": declared["full"]["minutes"],
    }


def counted_or_latest(claim: Claim) -> Run | None:
    return claim.run or claim.runs.defer("values").first()


def _module(run: Run) -> str:
    """Ours are named after the claim; a run does not keep its module."""
    ref = _experiments().get(run.claim.ledger_id)
    return ref.module if ref else ""


@cache
def _experiments() -> Mapping[str, ExperimentRef]:
    """Of what is installed: searched once in a process, as it takes longer than the rest of a page."""
    return discovery.experiments()


def _arm(arm: Mapping[str, Any]) -> dict[str, Any]:
    settings = sorted((name, value) for name, value in arm["settings"].items() if value is not None)
    method = moved.current(arm["method"])
    return {**arm, "method": method, "module": module_of(method), "settings": settings}
