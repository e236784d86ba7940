"""What each form promises: what it is filled with, what its reader sees then, and what has become true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from broadsheet.accounts.models import User
from broadsheet.digests import subscribers
from broadsheet.digests.models import Subscriber
from broadsheet.mail.models import Mailing

ADA, PASSWORD = "ada", "a password of some length"


@dataclass(frozen=True, slots=True)
class Promise:
    shows: str
    fill: Mapping[str, str] = field(default_factory=dict)
    holds: Callable[[int], bool] = lambda reader: True
    """Given the number of the reader whose page it is; 0 on everyone's pages."""


def state_is(state: str) -> Callable[[int], bool]:
    return lambda reader: Subscriber.objects.get(pk=reader).state == state


def _has_a_letter(reader: int) -> bool:
    grace = subscribers.find("grace@example.org")
    letters = Mailing.objects.filter(recipient=grace.address)
    return grace.state == "pending" and [each.kind for each in letters] == ["confirm"]


def _is_chosen(reader: int) -> bool:
    chosen = Subscriber.objects.get(pk=reader)
    return chosen.hour == 9 and [wish.value for wish in chosen.wishes.all()] == ["Emmy Noether"]


def _is_forgotten(reader: int) -> bool:
    return not Subscriber.objects.filter(pk=reader).exists()


def _is_logged_in(reader: int) -> bool:
    return User.objects.get(username=ADA).last_login is not None


PROMISES = {
    ("account_login", "Sign in"): Promise(
        "The 1th way to learn graph embeddings", {"login": ADA, "password": PASSWORD}, _is_logged_in
    ),
    ("account_reset_password", "Reset My Password"): Promise(
        "sent you an email", {"email": "grace@example.org"}
    ),
    ("search", "Search"): Promise("The 5th way to learn graph embeddings", {"q": "2611.00005"}),
    ("search", "Find papers like it"): Promise(
        "The 5th way to learn graph embeddings", {"q": "The 5th way to learn graph embeddings, in many words"}
    ),
    ("trending", "Show"): Promise("The 4th way to learn graph embeddings", {"field": "cs.CL"}),
    ("ledger", "Show"): Promise("needs a cluster", {"status": "untestable"}),
    ("api-try", "Send"): Promise('"next"', {"limit": "2"}),
    ("digest", "Sign up"): Promise("Look into your mailbox", {"address": "grace@example.org"}, _has_a_letter),
    ("digest-confirm", "Yes, send me the digest"): Promise("Confirmed.", holds=state_is("active")),
    ("digest-preferences", "Keep these choices"): Promise(
        "Kept.", {"hour": "9", "wish-authors": "Emmy Noether"}, _is_chosen
    ),
    ("digest-preferences", "Keep them and send me the digest again"): Promise(
        "Kept.", holds=state_is("active")
    ),
    ("digest-unsubscribe", "Unsubscribe"): Promise("You are unsubscribed", holds=state_is("unsubscribed")),
    ("digest-forget", "Forget it"): Promise("Forgotten", holds=_is_forgotten),
}
"""{(name of the address that the form is sent to, its button): what is promised}"""
