"""An instance of its own, on the database of the test run's kind, whose digests are sent by the command line.

`python -m tests.digests.instance READERS` fills it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests import preloaded
from tests.mail.fixtures import SETTINGS
from tests.preloaded import PROGRAM, ROOT


class Instance:
    def __init__(self, home: Path, port: int, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
        given = {"HOME": str(home), "MAIL_PORT": str(port), "EMBEDDING": "none", **SETTINGS, **settings}
        if "BROADSHEET_DATABASE_URL" in os.environ:
            given["DATABASE_URL"] = _own_database(os.environ["BROADSHEET_DATABASE_URL"], home.name)
        self.environment = kept | {f"BROADSHEET_{name}": value for name, value in given.items()}
        self.environment["DJANGO_SETTINGS_MODULE"] = "broadsheet.project.settings"

    def fill(self, readers: int) -> None:
        self.python("-m", "tests.digests.instance", str(readers))

    def python(self, *arguments: str) -> str:
        done = preloaded.run(arguments, self.environment, folder=ROOT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, code: str) -> str:
        """What a line of Python prints inside this instance."""
        begin = "import django; django.setup(); from broadsheet.digests.models import *; from broadsheet.mail.models import *; "
        return self.python("-c", begin + code).strip()

    def start(self) -> preloaded.Process:
        """`digest --due`, with its senders in a process group of their own."""
        command = [str(PROGRAM), "digest", "--due"]
        with open(os.devnull, "r+b") as nothing:
            descriptors = (nothing.fileno(),) * 3
            return preloaded.start(
                command, self.environment, folder=ROOT, descriptors=descriptors, new_session=True
            )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return preloaded.run([str(PROGRAM), "digest", *arguments], self.environment, folder=ROOT)

    def let_time_pass(self) -> None:
        """What waits for its next try need not wait longer."""
        self.ask(
            "from broadsheet import process; Mailing.objects.filter(state='due').update(next_try=process.now())"
        )


def _own_database(url: str, name: str) -> str:
    import psycopg

    parts = urlsplit(url)
    database = f"digest_{''.join(c for c in name if c.isalnum()).lower()}_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{database}"')
    return urlunsplit(parts._replace(path=f"/{database}"))


def _fill(count: int) -> None:
    from broadsheet.server import startup

    startup.prepare()
    from tests.papers.records import record

    from broadsheet.digests.models import Subscriber
    from broadsheet.editions import calendar
    from broadsheet.editions.freeze import freeze
    from broadsheet.papers.intake import take
    from broadsheet.papers.prepare import prepare

    now = datetime.now(UTC)
    take(
        [prepare(record(f"Paper {n}", str(n), published=now - timedelta(days=4))) for n in range(20)], now=now
    )
    freeze(calendar.last_edition_day(calendar.today(now)), now)
    Subscriber.objects.bulk_create(
        Subscriber(
            address=f"r{n}@example.org",
            address_key=f"r{n}@example.org",
            state="active",
            created=now,
            changed=now,
            next_due=now - timedelta(seconds=1),
            hour=now.hour,
        )
        for n in range(count)
    )


if __name__ == "__main__":
    _fill(int(sys.argv[1]))
