"""broadsheet edition."""

from __future__ import annotations

import click

from broadsheet.cli.command import command, json_option, needs_database
from broadsheet.cli.papers import print_papers
from broadsheet.cli.printing import heading, print_json
from broadsheet.cli.showing import in_brief


@command("edition")
@click.argument("date", required=False)
@json_option
@needs_database
def edition(date: str | None, as_json: bool) -> None:
    """Print the edition of DATE (such as 2026-11-20), or today's: frozen, or as it would be now."""
    from broadsheet import process
    from broadsheet.editions import calendar, reading

    issue = reading.edition_of(calendar.parse_day(date)) if date else reading.latest(process.now())
    if as_json:
        print_json(
            {
                "day": issue.day.isoformat(),
                "number": issue.number,
                "frozen": issue.edition.frozen if issue.edition else None,
                "printed_on": issue.printed_on.isoformat(),
                "papers": [in_brief(paper) for paper in issue.papers],
            }
        )
        return
    number = f"No. {issue.number}" if issue.number else "not frozen yet"
    click.echo(heading(f"{issue.day:%A, %d %B %Y} ({number})"))
    if issue.papers:
        print_papers(issue.papers, as_json=False)
    elif issue.printed_on != issue.day:
        click.echo(f"No edition on a weekend: its papers are printed on {issue.printed_on}.")
    else:
        click.echo("No papers on this day. Bring some in: broadsheet import FILE..., broadsheet harvest.")


COMMANDS = (edition,)
