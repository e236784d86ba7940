"""What a claim's page shows of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from broadsheet.claims import discovery, moved, wording
from broadsheet.claims.discovery import ExperimentRef
from broadsheet.claims.findings import verdict_says
from broadsheet.claims.labels import Labels, labels_of
from broadsheet.claims.ledger import papers_of
from broadsheet.claims.methods import module_of
from broadsheet.claims.models import Claim, Run
from broadsheet.claims.numerals import number
from broadsheet.claims.picture_layout import NARROW, WIDE
from broadsheet.claims.places import Place, places_of
from broadsheet.listing.entries import Entry, entry_of
from broadsheet.papers.record import LinkKind
from broadsheet.web.link_names import LINK_NAMES

SIBLINGS = 8
LINKS_SHOWN = (LinkKind.PAGE, LinkKind.PDF, LinkKind.CODE, LinkKind.PROJECT)


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


@dataclass(frozen=True, slots=True)
class PaperOfClaim:
    """The paper with which the claim's page begins."""

    entry: Entry

    @property
    def links(self) -> list[tuple[str, str]]:
        """The first link of each kind."""
        addresses = {kind: self.entry.link(kind) for kind in LINKS_SHOWN}
        return [(LINK_NAMES[kind], address) for kind, address in addresses.items() if address]

    @property
    def venue(self) -> str:
        return str(self.entry.details.get("venue", ""))


def paper_of(claim: Claim) -> PaperOfClaim | None:
    """None where the paper is not among ours."""
    paper = papers_of([claim.ledger_id]).get(claim.ledger_id)
    return PaperOfClaim(entry_of(paper)) if paper else None


def siblings(claim: Claim) -> list[Claim]:
    """Of its family: those that were tested first."""
    others = Claim.objects.filter(family=claim.family).exclude(pk=claim.pk)
    return list(others.order_by("-verdict", "ledger_id")[:SIBLINGS])


def plots(run: Run) -> list[Plot]:
    return [Plot(run, place, wording.mark(place.compared.outcome)) for place in places_of(run)]


def shown(run: Run) -> dict[str, Any]:
    """Everything of a run but its history."""
    drawn, declared, labels = plots(run), run.declaration, labels_of(run.claim.ledger_id)
    return {
        "run": run,
        "declared": declared,
        "says": verdict_says(run, run.claim.ledger_id),
        "metrics": [{**each, "label": labels.metric(each["name"])} for each in declared["metrics"]],
        "margins": [_margin(each, labels) for each in declared["hypotheses"]],
        "hypotheses": [plot for plot in drawn if not plot.place.is_control],
        "controls": [plot for plot in drawn if plot.place.is_control],
        "arms": [_arm(arm, labels) for arm in declared["arms"]],
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


def _margin(tested: Mapping[str, Any], labels: Labels) -> dict[str, str]:
    """A hypothesis in words, and why its margin."""
    against = labels.arm(tested["baseline"]) if tested["baseline"] is not None else f"{tested['reference']:g}"
    joined = {"better": "better than", "not worse": "not worse than", "equal": "equal to"}[
        tested["comparison"]
    ]
    by = number(tested["margin"]) + (" times" if tested["scale"] == "ratio" else "")
    where = f" ({labels.stratum(tested['stratum'])})" if tested["stratum"] else ""
    says = f"{labels.arm(tested['contender'])} {joined} {against} in {labels.metric(tested['metric'])}{where}: {by}"
    return {"says": says, "why": tested.get("why_margin", "")}


def _arm(arm: Mapping[str, Any], labels: Labels) -> dict[str, Any]:
    settings = sorted((name, value) for name, value in arm["settings"].items() if value is not None)
    method = moved.current(arm["method"])
    return {
        **arm,
        "label": labels.arm(arm["name"]),
        "method": method,
        "module": module_of(method),
        "settings": settings,
    }
