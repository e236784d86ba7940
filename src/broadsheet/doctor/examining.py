"""The order of the checks: a broken part spares those that stand on it."""

from __future__ import annotations

from broadsheet import config, process
from broadsheet.doctor import instance, machine, privacy
from broadsheet.doctor.finding import Finding, Health, wrong
from broadsheet.doctor.machine import Machine
from broadsheet.errors import BroadsheetError

NEEDED = ("home", "settings", "time zone", "secret key")
"""What must be well before Django can be set up."""


def examine(examined: Machine | None = None) -> list[Finding]:
    examined = examined or Machine(config.read("HOME"))
    findings = [check(examined) for check in (*machine.CHECKS, *privacy.CHECKS)]
    if not examined.home.is_dir() or any(f.health is Health.WRONG and f.name in NEEDED for f in findings):
        return findings
    try:
        process.set_up_django()
        database = instance.database(examined)
        findings.append(database)
        if database.health is Health.WRONG:
            return findings
        tables = instance.tables(examined)
    except BroadsheetError as error:
        return [*findings, wrong("database", error.rule, error.cure)]
    findings.append(tables)
    if tables.health is not Health.WRONG:
        findings += [check(examined) for check in instance.CHECKS]
    return findings
