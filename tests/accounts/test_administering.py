"""What the administrator's commands do: `broadsheet user` and `broadsheet token --user`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from click.testing import CliRunner
from django.test import Client

from broadsheet.accounts import users
from broadsheet.accounts.models import User
from broadsheet.cli import root
from broadsheet.errors import InputError

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("broadsheet.server.startup.prepare", lambda: None)

    def call(*words: str) -> Any:
        result = CliRunner().invoke(root, [*words, "--json"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return call


def test_printed_password_logs_in(run: Any, client: Client) -> None:
    added = run("user", "add", "Ada", "--role", "staff", "--email", "Ada@Example.org")
    assert (added["username"], added["role"], added["email"]) == ("ada", "staff", "ada@example.org")
    assert client.login(username="ada", password=added["password"])
    address = EmailAddress.objects.get(user__username="ada")
    assert (address.email, address.verified, address.primary) == ("ada@example.org", True, True)
    assert added["password"] not in str(User.objects.values().get())


def test_new_password_ends_the_old_one_and_the_sessions(run: Any, client: Client) -> None:
    old = run("user", "add", "ada")["password"]
    assert client.login(username="ada", password=old)
    new = run("user", "password", "ada")["password"]
    assert client.get("/about").wsgi_request.user.is_anonymous
    assert not client.login(username="ada", password=old)
    assert client.login(username="ada", password=new)


def test_inactive_user_is_logged_out_at_once(run: Any, client: Client) -> None:
    assert client.login(username="ada", password=run("user", "add", "ada")["password"])
    assert run("user", "change", "ada", "--inactive")["active"] is False
    assert client.get("/about").wsgi_request.user.is_anonymous


@pytest.mark.parametrize("role", users.Role)
def test_role_is_changed_and_listed(run: Any, role: users.Role) -> None:
    run("user", "add", "ada", "--role", "staff")
    run("user", "change", "ada", "--role", role.value)
    (row,) = run("user", "list")
    assert row["role"] == role
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser) == (role != "reader", role == "superuser")


def test_token_of_a_user_is_listed_with_its_owner(run: Any) -> None:
    run("user", "add", "ada")
    run("token", "create", "script", "--scope", "write", "--user", "ada")
    (row,) = run("token", "list")
    assert (row["name"], row["user"], row["scopes"]) == ("script", "ada", ["write"])
    assert run("token", "revoke", "script", "--user", "Ada")["state"] == "revoked"


@pytest.mark.parametrize(
    ("username", "email"), [("ADA", ""), ("b", "ada@example.org"), ("b c", ""), ("b", "nobody"), ("", "")]
)
def test_name_or_address_that_is_taken_or_wrong_is_refused(username: str, email: str) -> None:
    users.add("ada", email="ada@example.org")
    with pytest.raises(InputError):
        users.add(username, email=email)
    assert User.objects.count() == 1


def test_unknown_user_is_an_error_with_a_cure() -> None:
    with pytest.raises(InputError, match="broadsheet user list"):
        users.get("nobody")
