"""A run's finding in a sentence or two, for pages, cards, feeds, mails and programs: with names in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from broadsheet.claims import wording
from broadsheet.claims.comparing import Compared
from broadsheet.claims.declaration import Fidelity
from broadsheet.claims.labels import labels_of
from broadsheet.claims.models import Claim, Run

KNOWN = frozenset(field.name for field in fields(Compared))


def compared(said: Mapping[str, Any]) -> Compared:
    """A comparison as a run's row keeps it."""
    return Compared(**{name: value for name, value in said.items() if name in KNOWN})


def comparison_says(comparison: Compared, ledger_id: str) -> str:
    return wording.compared(labels_of(ledger_id).compared(comparison))


def reason_of(run: Run, ledger_id: str) -> str:
    """What made the run inconclusive, or decided; empty where the intervals say it all."""
    return labels_of(ledger_id).text(run.reason, map(compared, (*run.hypotheses, *run.controls)))


def verdict_says(run: Run, ledger_id: str) -> str:
    """What the run's verdict says, and what it does not."""
    labels = labels_of(ledger_id)
    hypotheses = [labels.compared(compared(each)) for each in run.hypotheses]
    return wording.verdict_says(
        run.outcome, reason_of(run, ledger_id), hypotheses, run.fidelity == "analogue"
    )


def scale_of(claim: Claim) -> str:
    """At what scale it was tested; empty before a full run."""
    if claim.run is None:
        return ""
    return "in a smaller analogue" if claim.run.fidelity == Fidelity.ANALOGUE else "in our experiment"


def finding(claim: Claim) -> str:
    """The basis of the claim's verdict, and its limits; empty before a full run."""
    run = claim.run
    if run is None:
        return ""
    main = comparison_says(compared(run.hypotheses[0]), claim.ledger_id)
    return f"{main}; {run.seeds} seeds an arm. {verdict_says(run, claim.ledger_id)}"
