"""broadsheet settings."""

from __future__ import annotations

import os

import click

from broadsheet.cli.command import command, json_option
from broadsheet.cli.printing import print_json, wrapped
from broadsheet.cli.sections import Section
from broadsheet.config import SETTINGS, Setting, read


@command(
    "settings",
    example="broadsheet settings",
    section=Section.CARE,
)
@json_option
def settings(as_json: bool) -> None:
    """List the settings with their values; secrets are not shown."""
    rows = [
        {"variable": s.variable, "value": _shown(s), "from": _origin(s), "help": s.help} for s in SETTINGS
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(wrapped(f"{row['variable']} = {row['value']}  ({row['from']})", " " * 4))


def _shown(setting: Setting) -> str:
    value = read(setting.name)
    if setting.secret:
        return "(set, not shown)" if value else "(not set)"
    if isinstance(value, tuple):
        return ",".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _origin(setting: Setting) -> str:
    if setting.variable in os.environ:
        return "environment"
    if setting.secret and setting.variable + "_FILE" in os.environ:
        return "file"
    return "default"


COMMANDS = (settings,)
