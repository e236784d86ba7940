"""broadsheet ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, json_option, needs_database
from broadsheet.cli.printing import dim, plural, print_json, print_table
from broadsheet.cli.sections import Section

if TYPE_CHECKING:
    from broadsheet.claims.models import Claim
    from broadsheet.papers.models import Paper

STATUSES = ("unchecked", "untestable", "supported", "contradicted", "inconclusive", "stale")


@command(
    "ledger",
    example="broadsheet ledger --family q-learning",
    section=Section.CLAIMS,
)
@click.option("--status", type=click.Choice(STATUSES), help="Only claims of this status.")
@click.option("--family", help="Only claims of this family, such as conformal-and-uncertainty.")
@json_option
@needs_database
def ledger(status: str | None, family: str | None, as_json: bool) -> None:
    """List the claims with their status and, where an experiment ran, its effect and interval.

    Verdicts come from complete runs of the full budget, the package's or this instance's, the latest one.
    """
    from broadsheet import config
    from broadsheet.claims import syncing
    from broadsheet.claims.ledger import papers_of, sync, with_runs
    from broadsheet.claims.models import Claim
    from broadsheet.process import now

    sync()
    syncing.sync(config.read("HOME"), now())
    found = Claim.with_status(status) if status else Claim.objects.all()
    found = found.filter(family=family) if family else found
    claims = list(with_runs(found))
    if as_json:
        papers = papers_of([claim.ledger_id for claim in claims])
        print_json([_claim(claim, papers.get(claim.ledger_id)) for claim in claims])
        return
    rows = ((c.ledger_id, c.status.value, *_numbers(c), c.family, _sentence(c)) for c in claims)
    print_table(("ID", "STATUS", "EFFECT", "INTERVAL", "MARGIN", "FAMILY", "CLAIM"), rows)
    click.echo(dim(plural(len(claims), "claim")))


def _numbers(claim: Claim) -> tuple[str, str, str]:
    from broadsheet.claims.numerals import number

    if claim.run is None or claim.run.effect is None:
        return "", "", ""
    interval = f"{number(claim.run.low)} to {number(claim.run.high)}"
    return number(claim.run.effect), interval, number(claim.run.margin)


def _sentence(claim: Claim) -> str:
    """The numbers beside it are the main comparison's: where another one decided, that one is named first."""
    sentence = claim.sentence or claim.why_not
    return f"({claim.run.reason}) {sentence}" if claim.run and claim.run.reason else sentence


def _claim(claim: Claim, paper: Paper | None) -> dict[str, object]:
    from broadsheet.claims.ledger import measured

    names = ("title", "family", "kind", "sentence", "proposed_check", "feasible", "why_not")
    fields = {name: getattr(claim, name) for name in names}
    found = paper.public_id if paper else None
    return {
        "id": claim.ledger_id,
        "status": claim.status.value,
        "paper": found,
        **fields,
        **measured(claim),
    }


COMMANDS = (ledger,)
