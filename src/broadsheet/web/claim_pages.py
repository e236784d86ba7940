"""What a claim's page shows of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from broadsheet.claims import wording
from broadsheet.claims.methods import module_of
from broadsheet.claims.models import Claim, Run
from broadsheet.claims.picture_layout import NARROW, WIDE
from broadsheet.claims.pictures import Picture, pictures_of


@dataclass(frozen=True, slots=True)
class Plot:
    """A comparison in words, and its picture in two widths, by day and by night."""

    picture: Picture
    words: str
    mark: str

    @property
    def narrow(self) -> tuple[int, int]:
        return self.picture.size(NARROW)

    @property
    def wide(self) -> tuple[int, int]:
        return self.picture.size(WIDE)

    def address(self, width: str, theme: str) -> str:
        run = self.picture.run
        where = reverse("claim-plot", args=[run.claim.ledger_id, run.pk, self.picture.number, width, theme])
        return f"{where}?v={self.picture.figure(WIDE if width == 'wide' else NARROW).name}"

    @property
    def day(self) -> dict[str, str]:
        return {width: self.address(width, "light") for width in ("narrow", "wide")}

    @property
    def night(self) -> dict[str, str]:
        return {width: self.address(width, "dark") for width in ("narrow", "wide")}


def plots(run: Run) -> list[Plot]:
    return [
        Plot(picture, wording.compared(picture.compared), wording.mark(picture.compared.outcome))
        for picture in pictures_of(run)
    ]


def shown(run: Run) -> dict[str, Any]:
    """Everything of a run but its history."""
    drawn, declared = plots(run), run.declaration
    return {
        "run": run,
        "declared": declared,
        "says": wording.verdict_says(
            run.outcome,
            run.reason,
            [plot.picture.compared for plot in drawn if not plot.picture.is_control],
            run.fidelity == "analogue",
        ),
        "hypotheses": [plot for plot in drawn if not plot.picture.is_control],
        "controls": [plot for plot in drawn if plot.picture.is_control],
        "arms": [_arm(arm) for arm in declared["arms"]],
        "experiment": module_of(_module(run)),
        "minutes": declared["full"]["minutes"],
    }


def counted_or_latest(claim: Claim) -> Run | None:
    return claim.run or claim.runs.first()


def _module(run: Run) -> str:
    """Ours are named after the claim; a run does not keep its module."""
    from broadsheet.claims import discovery

    found = discovery.found().get(run.claim.ledger_id)
    return found.module if found else ""


def _arm(arm: Mapping[str, Any]) -> dict[str, Any]:
    settings = sorted((name, value) for name, value in arm["settings"].items() if value is not None)
    return {**arm, "module": module_of(arm["method"]), "settings": settings}
