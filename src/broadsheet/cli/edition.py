"""broadsheet edition, and edition pick."""

from __future__ import annotations

import click

from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.papers import print_papers
from broadsheet.cli.printing import heading, print_json, wrapped
from broadsheet.cli.root import Group
from broadsheet.cli.sections import Section
from broadsheet.cli.showing import in_brief, paper_of


class EditionGroup(Group):
    """A date where a command could stand means `show`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@group("edition", section=Section.READ, cls=EditionGroup, example="broadsheet edition 2026-11-20")
def edition() -> None:
    """The edition of a day (`broadsheet edition 2026-11-20`), and the editor's picks."""


@command(
    "show",
    example="broadsheet edition show 2026-11-20",
)
@click.argument("date", required=False)
@json_option
@needs_database
def show(date: str | None, as_json: bool) -> None:
    """Print the edition of DATE (such as 2026-11-20), or today's: frozen, or as it would be now."""
    from broadsheet import process
    from broadsheet.editions import calendar, reading

    issue = reading.edition_of(calendar.parse_day(date)) if date else reading.latest(process.now())
    if as_json:
        from broadsheet.listing.entries import entries_of

        entries = entries_of(issue.papers)
        print_json(
            {
                "day": issue.day.isoformat(),
                "number": issue.number,
                "frozen": issue.edition.frozen if issue.edition else None,
                "printed_on": issue.printed_on.isoformat(),
                "papers": [in_brief(entry) | {"picked": entry.paper.pk in issue.picks} for entry in entries],
            }
        )
        return
    number = f"No. {issue.number}" if issue.number else "not frozen yet"
    click.echo(heading(wrapped(f"{issue.day:%A, %d %B %Y} ({number})")))
    if issue.papers:
        print_papers(issue.papers, as_json=False)
        if issue.picks:
            names = [paper.public_id for paper in issue.papers if paper.pk in issue.picks]
            click.echo(wrapped(f"Editor's picks: {', '.join(names)}"))
    elif issue.printed_on != issue.day:
        click.echo(wrapped(f"No edition on {issue.pause}: its papers are printed on {issue.printed_on}."))
    else:
        click.echo(
            wrapped("No papers on this day. Bring some in: broadsheet import FILE..., broadsheet harvest.")
        )


@command(
    "pick",
    example='broadsheet edition pick ledger:s384 --note "Worth a second look"',
    advice="See whether it was picked: broadsheet edition",
)
@click.argument("paper")
@click.option("--day", help="Of this edition (default: the next one to be frozen).")
@click.option("--note", default="", help="Why; printed with it, 200 characters at most.")
@click.option("--remove", is_flag=True, help="Take the pick back.")
@needs_database
def pick(paper: str, day: str | None, note: str, remove: bool) -> None:
    """Put PAPER first in the edition of a day, as the editor's pick. Once that edition is frozen its order stays,
    and a pick shows as a correction."""
    from broadsheet import process
    from broadsheet.editions import calendar, picks
    from broadsheet.editions.models import Edition

    now, found = process.now(), paper_of(paper)
    on = calendar.parse_day(day) if day else picks.next_day(now)
    if remove:
        picks.remove(found, on, now)
    else:
        picks.pick(found, on, note, now)
    said = "No longer a pick" if remove else "Picked"
    late = ", as a correction: it is frozen" if Edition.objects.filter(day=on).exists() else ""
    click.echo(f"{said} for {on}{late}: {found.title_text}")


edition.add_command(show)
edition.add_command(pick)
COMMANDS = (edition,)
