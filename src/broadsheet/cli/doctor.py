"""broadsheet doctor."""

from __future__ import annotations

import sys

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import print_json


@command("doctor")
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
            click.echo(f"{mark}  {finding.name}: {finding.says}")
            if finding.cure:
                click.echo(f"       cure: {finding.cure}")
    if any(finding.health is Health.WRONG for finding in findings):
        sys.exit(1)


COMMANDS = (doctor,)
