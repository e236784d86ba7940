"""A home of the version in which the digest was a part of the editions opens with nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.digests.instance import Instance
from tests.mail.mail_server import MailServer
from tests.upgrade.former_home import write_former_home

ROWS = Path(__file__).with_name("former_rows.sql")
SECRET_KEY = "a-secret-for-the-tests-of-a-former-home"
TOKEN = "3-0:wmThOJXYn58Qwhw33Wzva69f4yuj57-9Qjfqk6mlIJg"
"""Of due@example.org, as that version signed it."""
STATES = {
    1: ("sent@example.org", "confirm", "sent"),
    2: ("doubtful@example.org", "confirm", "sent"),
    3: ("due@example.org", "confirm", "sent"),
    4: ("failed@example.org", "confirm", "sent"),
    5: ("empty@example.org", "confirm", "sent"),
    6: ("weekly@example.org", "confirm", "sent"),
    7: ("sent@example.org", "digest", "sent"),
    8: ("failed@example.org", "digest", "failed"),
    9: ("doubtful@example.org", "digest", "doubtful"),
    10: ("due@example.org", "digest", "due"),
    11: ("empty@example.org", "digest", "empty"),
    12: ("pending@example.org", "confirm", "due"),
    13: ("left@example.org", "confirm", "sent"),
}


@pytest.fixture
def former(tmp_path: Path, mail_server: MailServer) -> Instance:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    write_former_home(home, ROWS)
    instance = Instance(home, mail_server.port, SECRET_KEY=SECRET_KEY)
    instance.python("-c", "from broadsheet.server import startup; startup.prepare()")
    return instance


@pytest.mark.one_database
def test_every_message_is_in_the_outbox(former: Instance) -> None:
    rows = json.loads(
        former.ask(
            "import json; print(json.dumps(list(Mailing.objects.order_by('id').values_list("
            "'id', 'recipient', 'kind', 'state', 'message_id', 'answer', 'attempts', 'payload'))))"
        )
    )
    assert {number: tuple(rest[:3]) for number, *rest in rows} == STATES
    by_number = {row[0]: row[1:] for row in rows}
    doubtful = by_number[9]
    assert doubtful[3] == "<edition-1.f8663b832524c704abb7d2524b39ba07@papers.example.org>"
    assert doubtful[4:6] == ["Handed over, the answer was lost", 1]
    assert doubtful[6] == {"subscriber": 2, "edition": 1, "day": "2026-11-20", "composition": 2}
    assert by_number[12][6] == {"subscriber": 7}


@pytest.mark.one_database
def test_subscribers_and_their_wishes_are_there(former: Instance) -> None:
    states = former.ask("print(*(f'{s.address}={s.state}' for s in Subscriber.objects.order_by('id')))")
    assert states.split() == [
        "sent@example.org=active",
        "doubtful@example.org=active",
        "due@example.org=active",
        "failed@example.org=suspended",
        "empty@example.org=active",
        "weekly@example.org=active",
        "pending@example.org=pending",
        "left@example.org=unsubscribed",
    ]
    wishes = former.ask("print(*(f'{w.subscriber_id}/{w}' for w in Wish.objects.all()), sep='; ')")
    assert wishes == "2/fields: cs.LG; 2/authors: Ada Lovelace; 3/searches: shallow"
    assert (
        former.ask(f"from broadsheet.digests import links; print(links.subscriber_by_preferences('{TOKEN}'))")
        == "due@example.org"
    )


@pytest.mark.one_database
def test_what_was_due_is_sent_once_and_what_was_doubtful_is_listed(
    former: Instance, mail_server: MailServer
) -> None:
    assert "doubtful@example.org" in former.run("doubtful").stdout
    for _ in range(2):
        done = former.run("--due")
        assert done.returncode == 0, done.stderr
    assert mail_server.counts["due@example.org"] == mail_server.counts["pending@example.org"] == 1
    assert not {"doubtful@example.org", "sent@example.org", "failed@example.org"} & set(mail_server.counts)
    message = mail_server.message("due@example.org")
    assert message["Message-ID"] == "<edition-1.b7b6ad3ff95e714a54085b1518564e5b@papers.example.org>"
    assert TOKEN in message["List-Unsubscribe"]


FILL = """
import django; django.setup()
from datetime import UTC, date, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
apps = MigrationExecutor(connection).loader.project_state([("editions", "0005_mailboxes")]).apps
of = lambda name: apps.get_model("editions", name).objects
now = datetime(2026, 11, 20, 7, tzinfo=UTC)
edition = of("Edition").create(day=date(2026, 11, 20), number=1, frozen=now)
ada = of("Subscription").create(address="ada@example.org", address_key="ada@example.org", created=now, changed=now)
composition = of("Composition").create(edition=edition, digest=b"0123456789abcdef", content={"parts": []})
rest = {"subscription": ada, "created": now, "next_try": now}
of("Mailing").create(message_id="<1>", letter="confirm", state="sent", **rest)
of("Mailing").create(message_id="<2>", edition=edition, composition=composition, state="doubtful", **rest)
"""


@pytest.mark.both_databases
def test_outbox_moves_on_either_database(tmp_path: Path) -> None:
    instance = Instance(tmp_path, 9)
    instance.python("-m", "django", "migrate", "editions", "0005_mailboxes")
    instance.python("-c", FILL)
    instance.python("-c", "from broadsheet.server import startup; startup.prepare()")
    rows = instance.ask(
        "print(*(f'{m.pk} {m.kind} {m.state} {sorted(m.payload.items())}' for m in Mailing.objects.order_by('id')), sep=';')"
    )
    assert rows == (
        "1 confirm sent [('subscriber', 1)];"
        "2 digest doubtful [('composition', 1), ('day', '2026-11-20'), ('edition', 1), ('subscriber', 1)]"
    )
    new = "recipient='b@example.org', kind='known', message_id='<3>', created=now, next_try=now"
    assert (
        instance.ask(
            f"from broadsheet import process; now = process.now(); print(Mailing.objects.create({new}).pk)"
        )
        == "3"
    )
