"""Run the checks in order; if one fails, those that depend on it are skipped."""

from __future__ import annotations

from collections.abc import Callable

from broadsheet import causes, config, process
from broadsheet.doctor import instance, machine, privacy
from broadsheet.doctor.finding import Finding, Health, wrong
from broadsheet.doctor.machine import Machine
from broadsheet.errors import BroadsheetError

Check = Callable[[Machine], Finding]
NEEDED = ("home", "settings", "time zone", "secret key")
"""Checks that must pass before Django can be set up."""


def examine(examined: Machine | None = None) -> list[Finding]:
    examined = examined or Machine(config.read("HOME"))
    findings = [_checked(check, examined) for check in (*machine.CHECKS, *privacy.CHECKS)]
    if not examined.home.is_dir() or any(f.health is Health.WRONG and f.name in NEEDED for f in findings):
        return findings
    try:
        with causes.explaining():
            process.set_up_django()
            database = instance.database(examined)
            findings.append(database)
            if database.health is Health.WRONG:
                return findings
            tables = instance.tables(examined)
    except BroadsheetError as error:
        return [*findings, _cannot("database", error)]
    findings.append(tables)
    if tables.health is not Health.WRONG:
        findings += [_checked(check, examined) for check in instance.CHECKS]
    return findings


def _checked(check: Check, examined: Machine) -> Finding:
    """A check that fails for a reason that is known is a finding too."""
    try:
        with causes.explaining():
            return check(examined)
    except BroadsheetError as error:
        return _cannot(check.__name__.replace("_", " "), error)


def _cannot(name: str, error: BroadsheetError) -> Finding:
    value = f" ({error.value})" if error.value else ""
    return wrong(name, f"{error.rule}{value}", error.cure)
