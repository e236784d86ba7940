from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from tests.web.pages import main_text, of_class, read

from broadsheet.web.views import errors


@pytest.mark.django_db
def test_unknown_address_is_answered_in_the_same_look(client: Client) -> None:
    page = read(client, "/no/such/page", status=404)
    assert of_class(page, "masthead")
    assert "Nothing of ours has this address" in main_text(page)


def test_server_error_page_asks_nothing_of_the_database() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Papers and lists are as they were" in response.content


@pytest.mark.django_db
def test_malformed_request_is_explained(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"nothing was changed" in response.content
