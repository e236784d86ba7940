"""A run's finding in a sentence or two, for cards, feeds, mails and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from broadsheet.claims import wording
from broadsheet.claims.comparing import Compared
from broadsheet.claims.models import Claim

KNOWN = frozenset(field.name for field in fields(Compared))


def compared(said: Mapping[str, Any]) -> Compared:
    """A comparison as a run's row keeps it."""
    return Compared(**{name: value for name, value in said.items() if name in KNOWN})


def finding(claim: Claim) -> str:
    """The basis of the claim's verdict, and its limits; empty before a full run."""
    run = claim.run
    if run is None:
        return ""
    found = [compared(each) for each in run.hypotheses]
    says = wording.verdict_says(run.outcome, run.reason, found, run.fidelity == "analogue")
    return f"{wording.compared(found[0])}; {run.seeds} seeds an arm. {says}"
