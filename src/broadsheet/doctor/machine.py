"""Checks of the machine and the installation: what does not need the database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from broadsheet import __version__, config
from broadsheet.doctor.finding import Finding, good, note, wrong
from broadsheet.editions import calendar
from broadsheet.errors import BroadsheetError

LEAST_FREE_BYTES = 200_000_000
FEW_FREE_BYTES = 1_000_000_000
LEAST_SQLITE = (3, 35, 0)
"""The first with RETURNING and DROP COLUMN, which Django uses."""
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this is wrong: this program did not exist then."""


def free_bytes(home: Path) -> int:
    return shutil.disk_usage(home).free


@dataclass(frozen=True)
class Machine:
    """Values of the machine that the checks use; tests pass a broken one."""

    home: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    free_bytes: Callable[[Path], int] = free_bytes
    sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info


def installation(machine: Machine) -> Finding:
    name = "installation"
    unmet = [str(need) for need in _needs() if not _is_met(need)]
    if unmet:
        return wrong(
            name, f"Packages missing or of another version: {', '.join(unmet)}", "Run `make setup` again."
        )
    python = ".".join(map(str, sys.version_info[:3]))
    return good(name, f"Broadsheet {__version__}, Python {python}, all packages there")


def _needs() -> list[Requirement]:
    needs = (Requirement(text) for text in metadata.requires("broadsheet") or ())
    return [need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]


def _is_met(need: Requirement) -> bool:
    try:
        return need.specifier.contains(metadata.version(need.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def settings(machine: Machine) -> Finding:
    errors = []
    for setting in config.SETTINGS:
        try:
            config.read(setting.name)
        except BroadsheetError as error:
            errors.append(str(error))
    known = {s.variable for s in config.SETTINGS} | {
        s.variable + "_FILE" for s in config.SETTINGS if s.secret
    }
    unknown = sorted(v for v in os.environ if v.startswith(config.PREFIX) and v not in known | TEST_VARIABLES)
    if errors:
        return wrong("settings", "; ".join(errors), "Correct these settings.")
    if unknown:
        return note(
            "settings", f"Unknown, without effect: {', '.join(unknown)}", "See `broadsheet settings`."
        )
    return good("settings", f"{len(config.SETTINGS)} read")


TEST_VARIABLES = {"BROADSHEET_TEST_DATA"}


def home(machine: Machine) -> Finding:
    folder = machine.home
    if not folder.is_dir():
        return note("home", f"{folder} does not exist yet", "The first `broadsheet up` makes it.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return wrong("home", f"{folder} is not writable for this user", f"chown -R $USER {folder}")
    return good("home", str(folder))


def disk(machine: Machine) -> Finding:
    there = next(p for p in (machine.home, *machine.home.parents) if p.exists())
    free = machine.free_bytes(there)
    says = f"{free / 1e9:.1f} GB free at {there}"
    if free < LEAST_FREE_BYTES:
        return wrong("disk", says, "Free some space, or move the home to another disk (--home DIR).")
    if free < FEW_FREE_BYTES:
        return note("disk", says, "A million papers need about 8 GB.")
    return good("disk", says)


def clock(machine: Machine) -> Finding:
    now = machine.now()
    if now < BUILT:
        return wrong(
            "clock",
            f"It says {now:%Y-%m-%d %H:%M} UTC, which is past",
            "Set the clock (timedatectl set-ntp true).",
        )
    return good("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def time_zone(machine: Machine) -> Finding:
    try:
        zone = calendar.time_zone()
    except BroadsheetError as error:
        return wrong("time zone", str(error), "Correct BROADSHEET_TIME_ZONE.")
    return good("time zone", f"{zone}, where it is {machine.now().astimezone(zone):%A %H:%M}")


def holidays(machine: Machine) -> Finding:
    try:
        today = calendar.today(machine.now())
        following = calendar.next_edition_day(today)
    except BroadsheetError as error:
        return wrong("holidays", str(error), "Correct BROADSHEET_HOLIDAYS.")
    named = ", ".join(config.read("HOLIDAYS")) or "none beside weekends"
    return good("holidays", f"{named}; the next edition is of {following}")


def sqlite(machine: Machine) -> Finding:
    version = ".".join(map(str, machine.sqlite_version))
    if machine.sqlite_version < LEAST_SQLITE:
        return wrong(
            "sqlite", f"Version {version} is too old", "Use a Python built with SQLite 3.35 or newer."
        )
    return good("sqlite", version)


CHECKS = (installation, settings, home, disk, clock, time_zone, holidays, sqlite)
