"""The admin: behind the log-in of django-allauth, for staff alone, at the address that the setting names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.cli.program import environment

from broadsheet.accounts import tokens, users
from broadsheet.accounts.models import Scope

BACKEND = "django.contrib.auth.backends.ModelBackend"
Entering = Callable[[users.Role], Client]


@pytest.fixture
def logged_in(db: None) -> Entering:
    def enter(role: users.Role) -> Client:
        client = Client()
        client.force_login(users.add(f"one-{role}", role)[0], backend=BACKEND)
        return client

    return enter


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/user/", "/admin/login/"])
def test_anonymous_reader_is_sent_to_log_in(client: Client, address: str) -> None:
    response = client.get(address, follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_reader_is_refused(logged_in: Entering) -> None:
    client = logged_in(users.Role.READER)
    assert client.get("/admin/", follow=True).status_code == 403


def test_staff_see_what_permissions_allow(logged_in: Entering) -> None:
    client = logged_in(users.Role.STAFF)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 403


@pytest.mark.parametrize("model", ["accounts/user", "accounts/token", "account/emailaddress"])
def test_superuser_sees_tables(logged_in: Entering, model: str) -> None:
    client = logged_in(users.Role.SUPERUSER)
    _, text = tokens.create("press", [Scope.READ], datetime.now(UTC))
    page = client.get(f"/admin/{model}/")
    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert text not in page.text


def test_tokens_are_not_made_in_the_admin(logged_in: Entering) -> None:
    assert logged_in(users.Role.SUPERUSER).get("/admin/accounts/token/add/").status_code == 403


def test_signing_up_is_closed(client: Client, db: None) -> None:
    data = {
        "username": "eve",
        "email": "eve@example.org",
        "password1": "rose arch lamp",
        "password2": "rose arch lamp",
    }
    assert client.get("/accounts/signup/").status_code == 200
    assert "/accounts/signup/" not in client.post("/accounts/signup/", data).get("Location", "")
    assert not users.User.objects.exists()


@pytest.mark.parametrize(("path", "addresses"), [("backstage", "['/backstage/', 404]"), ("", "['', 404]")])
def test_setting_names_the_address(path: str, addresses: str) -> None:
    code = (
        "from broadsheet.process import set_up_django; set_up_django()\n"
        "from django.urls import NoReverseMatch, Resolver404, resolve, reverse\n"
        "try: index = reverse('admin:index')\n"
        "except NoReverseMatch: index = ''\n"
        "try: usual = resolve('/admin/').view_name\n"
        "except Resolver404: usual = 404\n"
        "print([index, usual])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(BROADSHEET_ADMIN_PATH=path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == addresses
