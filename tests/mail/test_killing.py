"""Sending killed at random moments: counted at the receiving end, nobody gets two."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from tests import preloaded
from tests.digests.instance import Instance
from tests.mail.mail_server import DROP, MailServer
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
READERS, KILLS, PROCESSES = 450, 30, 2


class Assassin:
    """Kills a run within one of its next messages: before the text, in its middle, at its end, when it was taken, or
    a moment later; the whole run, its head alone, or one of its senders."""

    def __init__(self, server: MailServer, rng: random.Random) -> None:
        self.rng = rng
        self.process: preloaded.Process | None = None
        self.left = 0
        self.place = ""
        for place in ("on_recipient", "on_text", "on_end", "after_taking"):
            setattr(server, place, lambda to, place=place: self.seen(place))

    def aim(self, process: preloaded.Process) -> None:
        self.place = self.rng.choice(["on_recipient", "on_end", "after_taking", "later"])
        self.left = self.rng.randint(1, 12)
        self.process = process

    def seen(self, place: str) -> None:
        if place == "after_taking":
            self.left -= 1
        if self.process is None or self.left > 0:
            return
        if place == self.place:
            self.strike()
        elif self.place == "later" and place == "after_taking":
            threading.Timer(self.rng.uniform(0, 0.02), self.strike).start()

    def strike(self) -> None:
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        whom = self.rng.choice(["all", "all", "head", "sender"])
        senders = []
        with suppress(psutil.NoSuchProcess):
            senders = psutil.Process(process.pid).children()
        if whom == "sender" and senders:
            self.rng.choice(senders).kill()
        elif whom == "head":
            process.kill()
        else:
            process.kill_group()


def test_killed_thirty_times_nobody_gets_two(mail_server: MailServer, tmp_path: Path) -> None:
    instance = Instance(tmp_path, mail_server.port, MAIL_PROCESSES=str(PROCESSES))
    instance.fill(READERS)
    assassin = Assassin(mail_server, random.Random(7))
    for _ in range(KILLS):
        process = instance.start()
        assassin.aim(process)
        process.wait()
        assassin.process = None
    last = instance.run("--due")
    assert last.returncode == 0, last.stderr

    doubtful = set(
        instance.ask(
            "print(*Mailing.objects.filter(state='doubtful').values_list('recipient', flat=True))"
        ).split()
    )
    everyone = {f"r{n}@example.org" for n in range(READERS)}
    assert max(mail_server.counts.values()) == 1
    assert everyone - set(mail_server.counts) <= doubtful
    assert len(doubtful) <= KILLS * PROCESSES
    states = instance.ask("print(*sorted(set(Mailing.objects.values_list('state', flat=True))))")
    assert set(states.split()) <= {"sent", "doubtful"}
    listed = instance.run("doubtful").stdout
    assert all(address in listed for address in doubtful)


def test_next_run_waits_for_senders_of_a_killed_one(mail_server: MailServer, tmp_path: Path) -> None:
    """The head alone is killed; its sender finishes the message in its hands, which is then not doubtful."""
    instance = Instance(tmp_path, mail_server.port, MAIL_PROCESSES="1")
    instance.fill(30)
    reached, go_on = threading.Event(), threading.Event()

    def wait(recipient: str) -> None:
        if not reached.is_set():
            reached.set()

    mail_server.on_end = wait  # type: ignore[assignment]
    process = instance.start()
    assert reached.wait(PATIENCE_S)
    process.kill()
    go_on.set()
    assert instance.run("--due").returncode == 0
    assert mail_server.counts == {f"r{n}@example.org": 1 for n in range(30)}
    assert instance.ask("print(Mailing.objects.filter(state='doubtful').count())") == "0"


def test_two_runs_at_once_send_once(mail_server: MailServer, tmp_path: Path) -> None:
    instance = Instance(tmp_path, mail_server.port)
    instance.fill(60)
    runs = [instance.start() for _ in range(3)]
    for each in runs:
        each.wait()
    assert instance.run("--due").returncode == 0
    assert mail_server.counts == {f"r{n}@example.org": 1 for n in range(60)}


def test_everyone_gets_one_from_a_server_that_does_everything_wrong(
    mail_server: MailServer, tmp_path: Path
) -> None:
    """It drops connections, says not yet, and says no for good to a few; in the end each has one, or is recorded."""
    rng = random.Random(3)
    never = {f"r{n}@example.org" for n in (3, 33, 63)}
    faults = [DROP, "451 not now", "421 closing", *[None] * 9]
    mail_server.on_recipient = lambda to: "550 never" if to in never else rng.choice(faults)
    mail_server.on_end = lambda to: rng.choice(["451 later", None, None])
    instance = Instance(tmp_path, mail_server.port)
    instance.fill(90)
    for _ in range(60):
        instance.run("--due")
        instance.let_time_pass()
        if instance.ask("print(Mailing.objects.filter(state='due').count())") == "0":
            break
    everyone = {f"r{n}@example.org" for n in range(90)}
    assert mail_server.counts == dict.fromkeys(everyone - never, 1)
    failed = instance.ask(
        "print(*Mailing.objects.filter(state='failed').values_list('recipient', flat=True))"
    )
    assert set(failed.split()) == never


def test_server_that_is_down_loses_nothing(mail_server: MailServer, tmp_path: Path) -> None:
    instance = Instance(tmp_path, mail_server.port)
    instance.fill(10)
    instance.environment["BROADSHEET_MAIL_PORT"] = "9"
    failed = instance.run("--due")
    instance.environment["BROADSHEET_MAIL_PORT"] = str(mail_server.port)
    assert failed.returncode == 1
    assert "cannot be reached" in failed.stderr
    assert instance.run("--due").returncode == 0
    assert mail_server.counts == {f"r{n}@example.org": 1 for n in range(10)}
