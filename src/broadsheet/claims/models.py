"""The ledger's rows. A verdict is computed from runs, never stored by hand; before a run a claim is
unchecked, or untestable with the reason."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Feasible(StrEnum):
    YES = "yes"
    SCALED_DOWN = "scaled-down"
    NO = "no"


class ClaimStatus(StrEnum):
    UNCHECKED = "unchecked"
    UNTESTABLE = "untestable"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"


def feasible_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in Feasible]


class Claim(models.Model):
    """One checkable sentence about a paper; the paper is the one with the identifier (ledger, ledger_id)."""

    ledger_id = models.CharField(max_length=50, unique=True)
    title = models.TextField()
    family = models.CharField(max_length=100, db_index=True)
    kind = models.CharField(max_length=50, blank=True)
    sentence = models.TextField()
    proposed_check = models.TextField(blank=True)
    feasible = models.CharField(max_length=16, choices=feasible_choices)
    why_not = models.TextField(blank=True)
    faithful = models.CharField(max_length=16, blank=True)
    effort = models.CharField(max_length=8, blank=True)
    service_use = models.TextField(blank=True)

    class Meta:
        ordering = ("ledger_id",)

    def __str__(self) -> str:
        return self.ledger_id

    @property
    def status(self) -> ClaimStatus:
        return ClaimStatus.UNTESTABLE if self.feasible == Feasible.NO else ClaimStatus.UNCHECKED
