"""The page of all calls, and the page on which one is tried."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.api.v1 import addresses
from tests.papers.records import NOON
from tests.web.pages import main_text, read

from broadsheet.accounts.models import Scope
from broadsheet.accounts.tokens import create
from broadsheet.api.documentation.views import documents

pytestmark = pytest.mark.django_db
PAGE, SEARCH = "/api/docs", "/api/docs/try/v1/search"


def tries(client: Client) -> list[str]:
    return [link for link in read(client, PAGE).xpath("//a/@href") if link.startswith("/api/docs/try/")]


def answer(client: Client, address: str) -> Any:
    """The JSON that the page of a call shows."""
    return json.loads(read(client, address).xpath("//main//pre")[-1].text_content())


def test_page_names_every_route_and_asks_no_other_server(client: Client, shelf: None) -> None:
    page = client.get(PAGE).content.decode().split("<main", 1)[1]
    assert [address for address in addresses.ALL if address not in page] == []
    assert "One of unchecked, untestable, supported" in page
    assert "<script" not in page
    assert "src=" not in page
    assert page.count("http") == page.count("http://testserver/api/")


def test_every_example_has_an_answer(client: Client, shelf: None) -> None:
    """Of every call that reads and needs no token."""
    readable = [
        operation
        for document in documents()
        for operation in document.operations
        if operation.method == "GET" and operation.name not in ("v1/whoami", "v1/rejects", "whoami-v2")
    ]
    assert len(tries(client)) == len(readable)
    failed = [link for link in tries(client) if "200 OK" not in main_text(read(client, link))]
    assert not failed


def test_shapes_of_answers_are_those_of_the_answers(client: Client, get: Any) -> None:
    shapes = {shape.name: shape for document in documents()[:1] for shape in document.shapes}
    found = get("/api/v1/search", q="bert")
    for name, value in (
        ("SearchResults", found),
        ("Found", found["items"][0]),
        ("Paper", found["items"][0]["paper"]),
    ):
        assert [member.name for member in shapes[name].members] == list(value)
    page = read(client, PAGE)
    targets = {link[1:] for link in page.xpath("//main//a/@href") if link.startswith("#")}
    assert targets <= set(page.xpath("//@id"))


def test_answer_of_a_tried_call_is_that_of_the_api(client: Client, get: Any) -> None:
    assert answer(client, f"{SEARCH}?q=bert&limit=1") == get("/api/v1/search", q="bert", limit="1")
    paper = "/api/docs/try/v1/papers/paper_id?paper_id="
    assert answer(client, f"{paper}arXiv:2603.00001")["id"] == "2603.00001"
    assert answer(client, f"{paper}no such paper%3F%23/../é")["status"] == 404


def test_mistakes_are_answered_as_the_api_answers_them(client: Client, shelf: None) -> None:
    assert "400 Bad Request" in main_text(read(client, f"{SEARCH}?limit=many"))
    assert answer(client, f"{SEARCH}?limit=many")["status"] == 400
    assert answer(client, "/api/docs/try/v1/editions/day?day=2026-13-01")["value"] == "2026-13-01"


def test_several_values_are_written_with_spaces(client: Client, get: Any) -> None:
    found = answer(client, f"{SEARCH}?q=&field=cs.LG+cs.CL")
    assert found["total"] == get("/api/v1/search", field=["cs.LG", "cs.CL"])["total"] > 1


def test_call_without_its_papers_name_is_not_sent(client: Client, shelf: None) -> None:
    page = read(client, "/api/docs/try/v1/papers/paper_id")
    assert "Fill in paper_id" in main_text(page)
    assert not page.xpath("//main//pre")


@pytest.mark.parametrize("name", ["v1/rejects", "v1/digest/sign-ups", "v1/nothing", "../papers/x"])
def test_what_writes_or_needs_a_token_cannot_be_tried(client: Client, shelf: None, name: str) -> None:
    assert client.get(f"/api/docs/try/{name}").status_code == 404


def test_tried_call_is_the_readers_own_and_counted_once(client: Client, shelf: None) -> None:
    _, token = create("mine", [Scope.READ], NOON)
    headers = {"authorization": f"Bearer {token}"}
    first, second = (client.get(f"{SEARCH}?q=bert", headers=headers).content.decode() for _ in range(2))
    left = [int(page.split(";r=")[1].split(";")[0]) for page in (first, second)]
    assert "&quot;token&quot;" in first
    assert left[0] - left[1] == 1
