"""Tables of claims and of the runs that their verdicts come from.

A verdict is computed from runs, never written by hand; before a run a claim is unchecked, or untestable with the reason."""

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
    STALE = "stale"
    """It was tested, and what is declared has changed since."""


REACHED = (ClaimStatus.SUPPORTED, ClaimStatus.CONTRADICTED, ClaimStatus.INCONCLUSIVE)
"""Outcomes of a run."""


def feasible_choices() -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in Feasible]


def status_of(verdict: str, feasible: str) -> ClaimStatus:
    """Of a claim with these columns."""
    if verdict:
        return ClaimStatus(verdict)
    return ClaimStatus.UNTESTABLE if feasible == Feasible.NO else ClaimStatus.UNCHECKED


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
    verdict = models.CharField(max_length=16, blank=True, db_index=True)
    """The verdict of its runs, or stale; empty before the first run. `syncing.py` writes this field and those below."""
    verdict_since = models.DateTimeField(null=True)
    """When this instance learned of it."""
    run = models.ForeignKey("Run", null=True, on_delete=models.SET_NULL, related_name="+")
    """The run that the verdict comes from."""
    q_value = models.FloatField(null=True)
    """Calling all claims up to this q-value supported, so large a share of them is expected to be so by luck."""
    reply_count = models.PositiveSmallIntegerField(default=0)
    """How many rows of `Reply` it has; `replies.py` writes both."""

    class Meta:
        ordering = ("ledger_id",)

    def __str__(self) -> str:
        return self.ledger_id

    @property
    def status(self) -> ClaimStatus:
        return status_of(self.verdict, self.feasible)

    @classmethod
    def with_status(cls, status: str) -> models.QuerySet[Claim]:
        """The claims for which `status` says this."""
        if status == ClaimStatus.UNTESTABLE:
            return cls.objects.filter(verdict="", feasible=Feasible.NO)
        if status == ClaimStatus.UNCHECKED:
            return cls.objects.filter(verdict="").exclude(feasible=Feasible.NO)
        return cls.objects.filter(verdict=status)


class Run(models.Model):
    """One experiment with its seeds and results: derived from its records, and computed again from them."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="runs")
    name = models.CharField(max_length=16)
    """Digest of all that its numbers depend on."""
    shipped = models.BooleanField()
    """Came with the package; else run by this instance."""
    budget = models.CharField(max_length=8)
    digest = models.CharField(max_length=16)
    """Digest of the declaration that it ran under."""
    revision = models.CharField(max_length=16)
    """Digest of the code that it ran."""
    package = models.CharField(max_length=32)
    versions = models.JSONField(default=dict)
    fidelity = models.CharField(max_length=16)
    device = models.CharField(max_length=200, blank=True)
    first_seed = models.IntegerField()
    begun = models.DateTimeField()
    seeds = models.IntegerField()
    """Number of seeds of the arm that has fewest, without failed ones."""
    failed = models.IntegerField()
    seconds = models.FloatField()
    complete = models.BooleanField()
    """Every arm has every declared seed."""
    stale = models.BooleanField(default=False)
    """The declaration has changed since."""
    outcome = models.CharField(max_length=16)
    reason = models.TextField(blank=True)
    effect = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    margin = models.FloatField()
    p_value = models.FloatField(null=True)
    hypotheses = models.JSONField(default=list)
    """Each as `comparing.Compared` says it, the main one first; so are the controls."""
    controls = models.JSONField(default=list)
    declaration = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    """{metric: {arm: [[seed, stratum, value], ...]}}, for plots."""
    content = models.CharField(max_length=64)
    """Digest of the records and of the version that read them."""

    class Meta:
        ordering = ("-begun", "-id")
        constraints = (models.UniqueConstraint(fields=("claim", "name", "shipped"), name="run_once"),)

    def __str__(self) -> str:
        return f"{self.claim_id} {self.name}"


class Reply(models.Model):
    """What an author of the paper replied, in Markdown."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="replies")
    author = models.CharField(max_length=200)
    text = models.TextField()
    day = models.DateField()
    """On which the author wrote it."""
    recorded = models.DateTimeField()
    status = models.CharField(max_length=16)
    """Of the claim when the reply was recorded: what it replies to."""

    class Meta:
        ordering = ("day", "id")

    def __str__(self) -> str:
        return f"{self.claim_id} {self.author}"
