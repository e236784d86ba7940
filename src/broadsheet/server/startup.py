"""Prepare a home before anything else runs: folder, Django, tables, built-in papers."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet import __version__, causes, config, private
from broadsheet.errors import BroadsheetError, SetupError
from broadsheet.process import now, set_up_django
from broadsheet.server import tables

if TYPE_CHECKING:
    from broadsheet.papers.intake import Counts

BUILT_IN = "built-in"
"""The cursor that says which version of the built-in ledger was taken in."""


def prepare() -> Path:
    """Make and migrate the home where needed; returns it."""
    home = usable_home()
    check_settings()
    set_up_django()
    tables.migrate(home)
    return home


def usable_home() -> Path:
    home: Path = config.read("HOME")
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        private.close(home)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise causes.explained(error) or SetupError(
            "The home must be a folder in which Broadsheet can write",
            f"{home} ({error.strerror})",
            "Make it writable, or name another one with --home DIR.",
        ) from error
    return home


def check_settings() -> None:
    """SetupError for one that cannot be used, before Django says it in its own way."""
    from broadsheet.editions import calendar, days_off

    for setting in config.SETTINGS:
        config.read(setting.name)
    days_off.name_of(calendar.today(now()))


def is_prepared() -> bool:
    """Whether the tables are current and this version of the built-in papers was taken in."""
    from broadsheet.papers.models import Cursor

    return (
        not tables.missing_migrations()
        and Cursor.objects.filter(source=BUILT_IN, state=_built_in_state()).exists()
    )


def load_built_in(say: Callable[[str], None]) -> Counts:
    """Take the built-in ledger in, once for each version of it: papers, claims, index, order."""
    from broadsheet.claims import ledger, syncing
    from broadsheet.claims.models import Run
    from broadsheet.harvest.importing import import_file
    from broadsheet.papers.intake import Counts
    from broadsheet.papers.models import Cursor
    from broadsheet.ranking import trending
    from broadsheet.search import indexing

    counts, state = Counts(), _built_in_state()
    if not Cursor.objects.filter(source=BUILT_IN, state=state).exists():
        say("Taking in the built-in papers …")
        counts = import_file(ledger.built_in_file(), now)
        ledger.sync()
        if not Run.objects.exists():  # else the worker does it: an instance may have many runs of its own
            syncing.sync(config.read("HOME"), now(), ask_what_is_stale=False)
        trending.refresh(now())
        indexing.catch_up()
        Cursor.objects.update_or_create(source=BUILT_IN, defaults={"state": state, "at": now()})
    return counts


def _built_in_state() -> dict[str, str]:
    from broadsheet.claims import ledger

    content = ledger.built_in_file().read_bytes()
    return {"ledger": hashlib.blake2b(content, digest_size=16).hexdigest(), "by": __version__}


def show(error: BroadsheetError) -> None:
    """The rule, the value received, the cure, on standard error."""
    lines = [f"Error: {error.rule}"]
    lines += [] if error.value is None else [f"  received: {error.value}"]
    lines += [f"  cure: {error.cure}"] if error.cure else []
    print("\n".join(lines), file=sys.stderr)


def main() -> None:
    """Prepare a home for `broadsheet up`."""
    try:
        with causes.explaining():
            prepare()
            load_built_in(partial(print, flush=True))
    except BroadsheetError as error:
        show(error)
        sys.exit(1)


if __name__ == "__main__":
    main()
