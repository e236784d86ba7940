from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from lxml import html
from tests.web.pages import main_text, of_class, read

from broadsheet.web.views import errors


@pytest.mark.django_db
def test_unknown_address_is_answered_in_the_same_look(client: Client) -> None:
    page = read(client, "/no/such/page", status=404)
    assert of_class(page, "masthead")
    assert "There is no page at this address" in main_text(page)


def test_server_error_page_asks_nothing_of_the_database() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Papers and lists are as they were" in response.content


@pytest.mark.django_db
def test_malformed_request_is_explained(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"nothing was changed" in response.content


@pytest.mark.django_db
def test_refused_form_is_explained_in_the_same_look() -> None:
    response = Client(enforce_csrf_checks=True).post("/digest", {"address": "ada@example.org"})
    page = html.fromstring(response.content)
    assert response.status_code == 403
    assert of_class(page, "masthead")
    assert "Nothing was changed" in main_text(page)
    assert not page.xpath("//style | //@style")
    assert page.xpath("//main//a/@href") == ["/digest"]


@pytest.mark.django_db
@pytest.mark.urls("tests.web.forbidden_urls")
def test_refused_permission_is_explained_in_the_same_look(client: Client) -> None:
    page = read(client, "/forbidden", status=403)
    assert of_class(page, "masthead")
    assert "This is not allowed" in main_text(page)
