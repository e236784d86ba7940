from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from broadsheet.accounts.models import User

pytestmark = pytest.mark.django_db


def test_user_name_is_one_in_any_case() -> None:
    User.objects.create_user("Ada")
    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="ADA").save()
    assert User.objects.get_by_natural_key(" aDa ").username == "ada"


@pytest.mark.parametrize("name", ["", "a b", "ada@example.org", "-ada", "äda", "ada/..", "a" * 41, "ada\n"])
def test_user_name_that_cannot_stand_in_an_address_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        User(username=name, password="!").full_clean()


def test_user_is_shown_by_name_else_by_user_name() -> None:
    assert User(username="ada").get_full_name() == "ada"
    assert User(username="ada", name="Ada Lovelace").get_full_name() == "Ada Lovelace"


def test_createsuperuser_makes_staff_who_can_log_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    call_command("createsuperuser", username="Grace", email="grace@example.org", interactive=False)
    assert client.login(username="grace", password="correct horse battery")
    user = User.objects.get(username="grace")
    assert user.is_staff
    assert user.is_superuser


def test_session_holds_between_requests(client: Client) -> None:
    user = User.objects.create_user("ada")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/about").wsgi_request.user == user
    assert Client().get("/about").wsgi_request.user.is_anonymous


def test_session_cookie_is_hidden_from_scripts_and_other_sites(client: Client) -> None:
    User.objects.create_user("ada", password="correct horse battery")
    response = client.post("/accounts/login/", {"login": "Ada", "password": "correct horse battery"})
    assert response["Location"] == "/"
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
