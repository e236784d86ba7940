"""broadsheet ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, json_option, needs_database
from broadsheet.cli.printing import dim, plural, print_json, print_table

if TYPE_CHECKING:
    from broadsheet.claims.models import Claim
    from broadsheet.papers.models import Paper

STATUSES = ("unchecked", "untestable", "supported", "contradicted", "inconclusive")


@command("ledger")
@click.option("--status", type=click.Choice(STATUSES), help="Only claims of this status.")
@click.option("--family", help="Only claims of this family, such as conformal-and-uncertainty.")
@json_option
@needs_database
def ledger(status: str | None, family: str | None, as_json: bool) -> None:
    """List the claims with their status."""
    from broadsheet.claims.ledger import papers_of, sync
    from broadsheet.claims.models import Claim

    sync()
    claims = [
        claim
        for claim in Claim.objects.all()
        if (status is None or claim.status == status) and (family is None or claim.family == family)
    ]
    if as_json:
        papers = papers_of([claim.ledger_id for claim in claims])
        print_json([_claim(claim, papers.get(claim.ledger_id)) for claim in claims])
        return
    rows = ((c.ledger_id, c.status.value, c.family, c.sentence or c.why_not) for c in claims)
    print_table(("ID", "STATUS", "FAMILY", "CLAIM"), rows)
    click.echo(dim(plural(len(claims), "claim")))


def _claim(claim: Claim, paper: Paper | None) -> dict[str, object]:
    names = ("title", "family", "kind", "sentence", "proposed_check", "feasible", "why_not")
    said = {name: getattr(claim, name) for name in names}
    found = paper.public_id if paper else None
    return {"id": claim.ledger_id, "status": claim.status.value, "paper": found, **said}


COMMANDS = (ledger,)
