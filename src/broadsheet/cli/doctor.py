"""broadsheet doctor."""

from __future__ import annotations

import sys

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import print_json, wrapped
from broadsheet.cli.sections import Section

INDENT = " " * 7


@command(
    "doctor",
    example="broadsheet doctor",
    section=Section.CARE,
)
@json_option
def doctor(as_json: bool) -> None:
    """Check the installation and the home, and say how to mend what is wrong. Changes nothing."""
    from broadsheet.doctor.examining import examine
    from broadsheet.doctor.finding import Health

    findings = examine()
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        colours = {Health.GOOD: "green", Health.NOTE: "yellow", Health.WRONG: "red"}
        for finding in findings:
            mark = click.style(finding.health.value.ljust(5), fg=colours[finding.health])
            says = wrapped(INDENT + f"{finding.name}: {finding.says}", INDENT)
            click.echo(mark + says.removeprefix(" " * len(finding.health.value.ljust(5))))
            if finding.cure:
                click.echo(wrapped(f"{INDENT}cure: {finding.cure}", INDENT))
    if any(finding.health is Health.WRONG for finding in findings):
        sys.exit(1)


COMMANDS = (doctor,)
