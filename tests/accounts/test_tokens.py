"""Tokens: shown once, kept as digests, scoped, revoked at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.papers.records import NOON, record

from broadsheet.accounts import tokens
from broadsheet.accounts.models import Scope, Token, User
from broadsheet.errors import InputError
from broadsheet.papers.intake import RejectRow, take
from broadsheet.papers.prepare import prepare

pytestmark = pytest.mark.usefixtures("content")


def bearing(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def test_only_the_digest_is_kept() -> None:
    row, text = tokens.create("press", [Scope.READ], NOON)
    assert text not in str(Token.objects.values().get())
    assert bytes(row.digest) == tokens.digest(text)
    assert tokens.create("other", [Scope.READ], NOON)[1] != text


def test_valid_token_is_found_and_its_use_noted_to_the_hour() -> None:
    row, text = tokens.create("press", [Scope.READ], NOON)
    for minutes in (0, 59, 61):
        assert tokens.find(text, NOON + timedelta(minutes=minutes)) == row
    assert Token.objects.get().used == NOON + timedelta(minutes=61)


@pytest.mark.parametrize("text", ["", "bs_", "hf_abc", "bs_" + "x" * 43])
def test_unknown_token_is_nobodys(text: str) -> None:
    tokens.create("press", [Scope.READ], NOON)
    assert tokens.find(text, NOON) is None


def test_revoked_token_is_useless_at_once() -> None:
    _, text = tokens.create("press", [Scope.READ], NOON)
    tokens.revoke("press", NOON)
    assert tokens.find(text, NOON) is None
    with pytest.raises(InputError, match="No valid token"):
        tokens.revoke("press", NOON)


def test_token_expires() -> None:
    _, text = tokens.create("press", [Scope.READ], NOON, NOON + timedelta(days=1))
    assert tokens.find(text, NOON) is not None
    assert tokens.find(text, NOON + timedelta(days=1)) is None


def test_name_is_used_once() -> None:
    tokens.create("press", [Scope.READ], NOON)
    with pytest.raises(InputError, match="used once"):
        tokens.create("press", [Scope.READ], NOON)


def test_whoami_names_the_token(client: Client) -> None:
    _, text = tokens.create("press", [Scope.READ], NOON)
    assert client.get("/api/v1/whoami", headers=bearing(text)).json()["name"] == "press"
    assert client.get("/api/whoami-v2", headers=bearing(text)).json()["name"] == "press"
    assert client.get("/api/v1/whoami").status_code == 401


def test_scope_opens_what_it_names_and_no_more(client: Client) -> None:
    take([prepare(record())], now=NOON, rejects=[RejectRow("file:x", "line 1", "no title", "{}", "no title")])
    _, reader = tokens.create("reader", [Scope.READ], NOON)
    _, admin = tokens.create("admin", [Scope.ADMIN], NOON)
    assert client.get("/api/v1/rejects").status_code == 401
    assert client.get("/api/v1/rejects", headers=bearing(reader)).status_code == 403
    assert client.get("/api/v1/rejects", headers=bearing(admin)).json()["items"][0]["reason"] == "no title"


def test_wrong_token_is_refused_by_us_and_ignored_for_the_hubs_clients(client: Client) -> None:
    answer = client.get("/api/v1/ledger", headers=bearing("bs_wrong"))
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert client.get("/api/daily_papers", headers=bearing("hf_theirs")).status_code == 200


def test_two_users_may_give_their_tokens_one_name() -> None:
    for user in (None, User.objects.create_user("ada"), User.objects.create_user("grace")):
        tokens.create("press", [Scope.READ], NOON, user=user)
        with pytest.raises(InputError, match="used once"):
            tokens.create("press", [Scope.READ], NOON, user=user)


def test_revoking_a_users_token_leaves_the_administrators() -> None:
    ada = User.objects.create_user("ada")
    _, administrators = tokens.create("press", [Scope.READ], NOON)
    _, hers = tokens.create("press", [Scope.READ], NOON, user=ada)
    tokens.revoke("press", NOON, ada)
    assert tokens.find(hers, NOON) is None
    assert tokens.find(administrators, NOON) is not None


def test_token_of_an_inactive_user_is_useless() -> None:
    ada = User.objects.create_user("ada")
    _, text = tokens.create("press", [Scope.READ], NOON, user=ada)
    User.objects.update(is_active=False)
    assert tokens.find(text, NOON) is None


def test_scope_admin_ends_with_the_owners_role() -> None:
    ada = User.objects.create_user("ada", is_staff=True)
    _, text = tokens.create("press", [Scope.READ, Scope.ADMIN], NOON, user=ada)
    token = tokens.find(text, NOON)
    assert token is not None
    assert token.allows(Scope.ADMIN)
    User.objects.update(is_staff=False)
    with pytest.raises(InputError, match="staff"):
        tokens.create("other", [Scope.ADMIN], NOON, user=User.objects.get())
    token = tokens.find(text, NOON)
    assert token is not None
    assert not token.allows(Scope.ADMIN)
    assert token.allows(Scope.READ)
    assert not token.allows(Scope.WRITE)


def test_whoami_names_the_owner(client: Client) -> None:
    _, text = tokens.create("press", [Scope.READ], NOON, user=User.objects.create_user("ada"))
    assert client.get("/api/v1/whoami", headers=bearing(text)).json()["user"] == "ada"
