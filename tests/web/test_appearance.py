from __future__ import annotations

import pytest
from django.test import Client
from tests.web.pages import read

pytestmark = pytest.mark.django_db


def test_choice_of_dark_is_remembered_and_leads_back(client: Client) -> None:
    response = client.get("/appearance", {"to": "dark", "next": "/trending?field=cs.LG"})
    assert (response.status_code, response["Location"]) == (302, "/trending?field=cs.LG")
    assert read(client, "/about").get("data-appearance") == "dark"


def test_system_forgets_the_choice(client: Client) -> None:
    client.get("/appearance", {"to": "dark"})
    client.get("/appearance", {"to": "system"})
    assert read(client, "/about").get("data-appearance") is None


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_appearance_leads_nowhere_else(client: Client, target: str) -> None:
    assert client.get("/appearance", {"to": "dark", "next": target})["Location"] == "/"


def test_unknown_appearance_is_refused(client: Client) -> None:
    assert client.get("/appearance", {"to": "pink"}).status_code == 400


def test_pages_set_no_cookie(client: Client) -> None:
    assert not client.get("/").cookies


def test_kept_page_is_not_given_to_another_appearance(client: Client) -> None:
    read(client, "/")
    client.get("/appearance", {"to": "dark"})
    assert read(client, "/").get("data-appearance") == "dark"
