"""What becomes of messages when the mail server behaves and when it does not, counted at the receiving end."""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from tests.digests.calls import SEVEN, edition, paper, reader
from tests.mail.mail_server import DROP, HANG, MailServer

from broadsheet.digests import planning
from broadsheet.digests.models import Subscriber
from broadsheet.errors import SetupError, TemporaryError
from broadsheet.mail import outbox, smtp
from broadsheet.mail.models import Mailing
from broadsheet.mail.sender import Sender
from broadsheet.mail.smtp import Backend

pytestmark = pytest.mark.django_db
ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"


@pytest.fixture(autouse=True)
def three_readers(mail: MailServer) -> None:
    paper("Shallow things, deeply")
    edition()
    for address in (ADA, BOB, EVE):
        reader(address)
    planning.plan(SEVEN)


def send(now: datetime = SEVEN) -> Counter[str]:
    ended: Counter[str] = Counter()
    sender = Sender(Backend(), lambda: now, random.Random(1))
    try:
        sender.send(list(outbox.due(now).values_list("id", flat=True)), ended)
    finally:
        sender.backend.drop()
    return ended


def states() -> dict[str, str]:
    return dict(Mailing.objects.values_list("recipient", "state"))


def for_one(recipient: str, wish: str) -> object:
    return lambda to: wish if to == recipient else None


def once(recipient: str, wish: str) -> object:
    left = [wish]
    return lambda to: left.pop() if to == recipient and left else None


def test_everyone_gets_one_over_one_connection(mail: MailServer) -> None:
    assert send() == {"taken": 3}
    assert mail.counts == {ADA: 1, BOB: 1, EVE: 1}
    assert mail.connections == 1
    assert set(states().values()) == {"sent"}


def test_process_with_many_open_files_sends_too(mail: MailServer) -> None:
    """More than `select` can take."""
    with ExitStack() as opened:
        for _ in range(1100):
            opened.enter_context(open(os.devnull))
        assert send() == {"taken": 3}


def test_sending_again_sends_nothing(mail: MailServer) -> None:
    send()
    assert planning.plan(SEVEN + timedelta(hours=1)) == 0
    assert send(SEVEN + timedelta(hours=1)) == {}
    assert mail.counts.total() == 3


def test_a_message_in_other_hands_is_left_alone(mail: MailServer) -> None:
    Mailing.objects.filter(recipient=BOB).update(state="sending")
    ids = list(Mailing.objects.values_list("id", flat=True))
    Sender(Backend(), lambda: SEVEN).send(ids, Counter())
    assert mail.counts == {ADA: 1, EVE: 1}


def test_claim_is_flushed_before_the_server_has_the_whole_message(mail: MailServer) -> None:
    order: list[str] = []
    mail.on_end = lambda to: order.append("end")  # type: ignore[assignment,func-returns-value]

    def flush() -> None:
        assert Mailing.objects.filter(state="sending").count() == 1
        order.append("flush")

    ids = list(Mailing.objects.order_by("id").values_list("id", flat=True))
    Sender(Backend(before_last_line=flush), lambda: SEVEN).send(ids, Counter())
    assert order == ["flush", "end"] * 3


def test_message_whose_claim_cannot_be_flushed_is_not_sent(mail: MailServer) -> None:
    full = [False, True]

    def flush() -> None:
        if full.pop(0):
            raise TemporaryError("The disk does not keep what is written", "full")

    ids = list(Mailing.objects.order_by("id").values_list("id", flat=True))
    with pytest.raises(TemporaryError, match="full"):
        Sender(Backend(before_last_line=flush), lambda: SEVEN).send(ids, Counter())
    assert mail.counts == {ADA: 1}
    assert states() == {ADA: "sent", BOB: "due", EVE: "due"}
    assert send() == {"taken": 2}
    assert mail.counts == {ADA: 1, BOB: 1, EVE: 1}


def test_message_that_cannot_be_made_does_no_harm_to_the_one_before(mail: MailServer) -> None:
    sender = Sender(Backend(), lambda: SEVEN)
    ids = list(Mailing.objects.order_by("id").values_list("id", flat=True))
    Mailing.objects.filter(pk=ids[1]).update(kind="no such kind")
    with pytest.raises(SetupError, match="no such kind"):
        sender.send(ids, Counter())
    assert states() == {ADA: "sent", BOB: "due", EVE: "due"}


def test_never_more_than_one_message_is_claimed(mail: MailServer) -> None:
    claimed: list[int] = []

    def flush() -> None:
        claimed.append(Mailing.objects.filter(state="sending").count())

    ids = list(Mailing.objects.order_by("id").values_list("id", flat=True))
    Sender(Backend(before_last_line=flush), lambda: SEVEN).send(ids, Counter())
    assert claimed == [1, 1, 1]


def test_asked_to_stop_it_claims_nothing_more(mail: MailServer) -> None:
    ids = list(Mailing.objects.order_by("id").values_list("id", flat=True))
    Sender(Backend(), lambda: SEVEN).send(ids, Counter(), lambda: mail.counts.total() > 0)
    assert states() == {ADA: "sent", BOB: "due", EVE: "due"}


def test_reader_who_left_after_planning_gets_nothing(mail: MailServer) -> None:
    Subscriber.objects.filter(address=BOB).update(state="unsubscribed")
    send()
    assert mail.counts == {ADA: 1, EVE: 1}
    assert states()[BOB] == "dropped"


@pytest.mark.parametrize("place", ["on_sender", "on_recipient", "on_end"])
def test_temporary_no_is_tried_again_later(mail: MailServer, place: str) -> None:
    setattr(mail, place, once(BOB if place != "on_sender" else "bounces@papers.example.org", "451 later"))
    assert send() == {"taken": 2, "later": 1}
    assert send() == {}
    assert send(SEVEN + timedelta(minutes=3)) == {"taken": 1}
    assert mail.counts == {ADA: 1, BOB: 1, EVE: 1}


def test_waits_grow_and_end(mail: MailServer) -> None:
    mail.on_recipient = for_one(BOB, "450 busy")  # type: ignore[assignment]
    now, waits = SEVEN, []
    while states()[BOB] == "due":
        send(now)
        later = Mailing.objects.get(recipient=BOB).next_try
        waits.append((later - now) / timedelta(minutes=1))
        now = max(later, now + timedelta(minutes=1))
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) <= 144
    assert states()[BOB] == "failed"
    assert Mailing.objects.get(recipient=BOB).answer.startswith("Given up after 3 days: 450")


@pytest.mark.parametrize("place", ["on_recipient", "on_end"])
def test_permanent_no_is_recorded_and_not_tried_again(mail: MailServer, place: str) -> None:
    setattr(mail, place, for_one(BOB, "550 no such reader"))
    assert send() == {"taken": 2, "never": 1}
    assert send(SEVEN + timedelta(days=1)) == {}
    assert states() == {ADA: "sent", BOB: "failed", EVE: "sent"}
    assert Mailing.objects.get(recipient=BOB).answer == "550 no such reader"


def test_refused_address_is_suspended(mail: MailServer) -> None:
    mail.on_recipient = for_one(BOB, "550 no such reader")  # type: ignore[assignment]
    send()
    bob = Subscriber.objects.get(address=BOB)
    assert (bob.state, bob.reason, bob.next_due) == ("suspended", "550 no such reader", None)


def test_refused_text_suspends_only_the_third_time(mail: MailServer) -> None:
    mail.on_end = for_one(BOB, "554 looks like spam")  # type: ignore[assignment]
    for n in range(3):
        assert Subscriber.objects.get(address=BOB).state == "active"
        Mailing.objects.filter(recipient=BOB).update(state="due")
        send(SEVEN + timedelta(days=n))
    assert Subscriber.objects.get(address=BOB).state == "suspended"


def test_refused_sender_is_nobodys_fault(mail: MailServer) -> None:
    mail.on_sender = lambda address: "550 not from here"
    with pytest.raises(SetupError, match="refuses our sender"):
        send()
    assert set(states().values()) == {"due"}
    assert Subscriber.objects.filter(state="active").count() == 3


def test_server_that_refuses_everyone_is_not_believed(
    mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet.mail.sender.REFUSED_IN_A_ROW", 2)
    mail.on_recipient = lambda address: "550 blocked"
    with pytest.raises(SetupError, match="may be refusing us"):
        send()
    assert Counter(states().values()) == {"failed": 2, "due": 1}


def test_unreachable_server_changes_nothing(mail: MailServer) -> None:
    mail.stop()
    with pytest.raises(TemporaryError, match="cannot be reached"):
        send()
    assert set(states().values()) == {"due"}
    assert set(Mailing.objects.values_list("attempts", flat=True)) == {0}


@pytest.mark.parametrize(
    ("place", "fault"), [("on_recipient", DROP), ("on_recipient", HANG), ("on_text", DROP)]
)
def test_connection_lost_before_the_end_of_the_text_is_made_good_at_once(
    mail: MailServer, monkeypatch: pytest.MonkeyPatch, place: str, fault: str
) -> None:
    """The server had not the whole text, so it cannot have taken it."""
    monkeypatch.setenv("BROADSHEET_MAIL_TIMEOUT_S", "1")
    monkeypatch.setattr(smtp, "LISTEN_S", 2.0)
    setattr(mail, place, once(BOB, fault))
    assert send() == {"taken": 3}
    assert mail.counts == {ADA: 1, BOB: 1, EVE: 1}
    assert mail.connections == 2


def test_server_that_always_drops_ends_the_run(mail: MailServer) -> None:
    mail.on_recipient = lambda address: DROP
    with pytest.raises(TemporaryError, match="drops every connection"):
        send()
    assert set(states().values()) == {"due"}


@pytest.mark.parametrize("fault", [DROP, HANG])
def test_answer_lost_after_the_end_of_the_text_is_doubtful(
    mail: MailServer, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """The server may have taken it, as here it did: it is not sent again by itself."""
    monkeypatch.setenv("BROADSHEET_MAIL_TIMEOUT_S", "1")
    monkeypatch.setattr(smtp, "PATIENCE", 1)
    mail.after_taking = once(BOB, fault)  # type: ignore[assignment]
    assert send() == {"taken": 2, "doubtful": 1}
    send(SEVEN + timedelta(days=1))
    assert mail.counts == {ADA: 1, BOB: 1, EVE: 1}
    assert [row.recipient for row in outbox.doubtful()] == [BOB]


def test_doubtful_one_is_sent_again_when_a_person_says_so(mail: MailServer) -> None:
    mail.on_end = once(BOB, DROP)  # type: ignore[assignment]
    send()
    (doubtful,) = outbox.doubtful()
    assert BOB not in mail.counts
    outbox.resend([doubtful.pk], SEVEN)
    send()
    assert mail.counts == {ADA: 1, BOB: 1, EVE: 1}
    assert mail.message(BOB)["Message-ID"] == doubtful.message_id


def test_settled_one_is_done(mail: MailServer) -> None:
    mail.on_end = once(BOB, DROP)  # type: ignore[assignment]
    send()
    assert outbox.settle([row.pk for row in outbox.doubtful()], SEVEN) == 1
    assert send(SEVEN + timedelta(days=1)) == {}
    assert not outbox.doubtful()


def test_one_that_was_sent_cannot_be_sent_again(mail: MailServer) -> None:
    send()
    ids = list(Mailing.objects.values_list("id", flat=True))
    assert outbox.resend(ids, SEVEN) == outbox.settle(ids, SEVEN) == 0


def test_no_to_the_text_before_its_end_counts(mail: MailServer) -> None:
    mail.on_text = once(BOB, "552 too large")  # type: ignore[assignment]
    assert send() == {"taken": 2, "never": 1}


def test_service_closing_is_no_answer_to_the_message(mail: MailServer) -> None:
    mail.on_recipient = once(BOB, "421 closing")  # type: ignore[assignment]
    assert send() == {"taken": 3}
    assert mail.connections == 2


def test_envelope_names_where_bounces_go(mail: MailServer) -> None:
    send()
    assert set(mail.senders) == {"bounces@papers.example.org"}


def test_lines_that_begin_with_a_dot_arrive_whole(mail: MailServer) -> None:
    paper(". and .. begin lines", abstract=".hidden\n..\n.")
    send()
    assert mail.counts.total() == 3
