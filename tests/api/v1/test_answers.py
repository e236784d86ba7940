"""Answers are what the OpenAPI documents say, and what the pages show."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from tests.api.v1 import addresses
from tests.api.v1.conftest import DAY, LISTED

from broadsheet.accounts import tokens
from broadsheet.accounts.models import Scope
from broadsheet.api.v1.routes import api


@pytest.mark.parametrize("address", sorted(addresses.ALL))
def test_answer_is_what_its_document_says(client: Client, shelf: None, address: str) -> None:
    from broadsheet import process

    _, token = tokens.create("reader", [Scope.READ, Scope.ADMIN], process.now())
    answer = client.get(addresses.good(address), headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content
    said = client.get("/api/v1/openapi.json" if "/v1/" in address else "/api/openapi.json").json()
    schema = addresses.ALL[address]["responses"][200]["content"]["application/json"]["schema"]
    jsonschema_rs.validate(_closed({**schema, "components": said["components"]}), answer.json())


def _closed(schema: Any) -> Any:
    """Objects of our own API say nothing beside what is documented."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _closed(value) for key, value in schema.items()}
    return (
        inner | {"additionalProperties": False}
        if "properties" in inner and "additionalProperties" not in inner
        else inner
    )


def test_paper_says_what_is_known_of_it(get: Any) -> None:
    paper = get("/api/v1/papers/2603.00001")
    assert paper["title"] == "Fields & sets: learning Lᵖ norms from 5% of the_data"
    assert paper["title_latex"] == "Fields & sets: learning $L^p$ norms from 5% of the_data"
    assert [author["name"] for author in paper["authors"]][:2] == ["Mihaela van der Schaar", "Conrad Mädler"]
    assert [field["code"] for field in paper["fields"]] == ["cs.LG", "stat.ML"]
    assert paper["sources"] == ["arxiv"]
    assert paper["editions"] == [DAY.isoformat()]


@pytest.mark.parametrize("name", ["2603.00001", "arxiv:2603.00001", "https://arxiv.org/abs/2603.00001v2"])
def test_paper_is_found_by_any_of_its_names(get: Any, name: str) -> None:
    assert get(f"/api/v1/papers/{name}")["id"] == "2603.00001"


def test_paper_whose_id_has_a_slash_has_its_parts(get: Any) -> None:
    assert get("/api/v1/papers/doi:10.1000/acl-1")["id"] == "doi:10.1000/acl-1"
    assert get("/api/v1/papers/doi:10.1000/acl-1/records")["items"][0]["record"]["details"]["pages"] == "1–12"


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"field": "cs.CL"}, {"BERT and the <EOS> token"}),
        ({"author": "Ada Lovelace", "field": "cs.CL"}, {"BERT and the <EOS> token"}),
        ({"organisation": "Acme"}, {"A page that counts its authors"}),
        ({"source": "ledger"}, {"A claim about sorting"}),
        ({"claim": "unchecked"}, {"A claim about sorting"}),
        ({"claim": "supported"}, set()),
        ({"after": "2026-03-19"}, set()),
        ({"before": "2026-03-18"}, set()),
        ({"has_code": "true"}, set()),
    ],
)
def test_papers_are_filtered(get: Any, filters: dict[str, str], titles: set[str]) -> None:
    assert {paper["title"] for paper in get("/api/v1/papers", **filters)["items"]} == titles


def test_search_says_how_it_read_the_query_and_why_it_found(get: Any) -> None:
    found = get("/api/v1/search", q="listed field:cs.LG")
    assert found["total"] == len(LISTED)
    assert found["reading"] == [
        {"kind": "words", "text": "listed"},
        {"kind": "filter", "text": "field: cs.LG"},
    ]
    assert found["facets"]["fields"]["cs.LG"] == len(LISTED)
    assert found["items"][0]["why"][0] == "in the title: Listed"
    assert "<mark>Listed</mark>" in found["items"][0]["title_html"]
    assert found["suggestion"] is None
    assert found["items"][0]["versions"] == []


def test_search_by_examples_leaves_them_out_and_takes_verdicts(get: Any) -> None:
    found = get("/api/v1/search", q="listed")
    first = found["items"][0]["paper"]["id"]
    others = get("/api/v1/search", q="listed", like=first, prior="false")
    assert first not in [item["paper"]["id"] for item in others["items"]]
    assert len(others["items"]) == len(found["items"]) - 1


def test_search_counts_verdicts_and_filters_by_them(get: Any) -> None:
    found = get("/api/v1/search", q="claim sorting")
    assert found["facets"]["verdicts"] == {"unchecked": 1}
    assert [
        item["paper"]["title"] for item in get("/api/v1/search", q="sorting", claim="unchecked")["items"]
    ] == ["A claim about sorting"]
    assert get("/api/v1/search", q="sorting", claim="supported")["items"] == []


def test_trending_is_explained(get: Any) -> None:
    first, second = get("/api/v1/trending")["items"][:2]
    assert first["score"] >= second["score"] > 0
    explained = get(f"/api/v1/papers/{first['paper']['id']}/trending")
    assert explained["votes"] == first["paper"]["upvotes"]
    assert explained["score"] == pytest.approx(explained["strength"] * explained["decay"])


def test_edition_keeps_its_order(get: Any) -> None:
    edition = get(f"/api/v1/editions/{DAY}")
    assert (edition["number"], edition["day"]) == (1, DAY.isoformat())
    assert [place["rank"] for place in edition["items"]] == list(range(1, len(edition["items"]) + 1))
    assert get("/api/v1/editions")["items"][0]["papers"] == len(edition["items"])


def test_ledger_counts_its_claims(get: Any) -> None:
    assert get("/api/v1/ledger")["by_status"] == {"unchecked": 1, "untestable": 1}
    (claim,) = get("/api/v1/claims", status="unchecked")["items"]
    assert (claim["id"], claim["paper"]) == ("s1", "ledger:s1")


def test_every_route_is_documented_in_words() -> None:
    operations = [op for path in api.get_openapi_schema()["paths"].values() for op in path.values()]
    assert [op["operationId"] for op in operations if not op.get("summary")] == []


def test_typed_words_are_completed(get: Any) -> None:
    found = get("/api/v1/search/complete", q="listed pap")["items"]
    assert {each["kind"] for each in found} == {"title"}
    assert {each["text"] for each in found} <= {paper.title for paper in LISTED}
    assert [each["text"] for each in get("/api/v1/search/complete", q="field:cs.L")["items"]] == [
        "field:cs.LG"
    ]


@pytest.mark.parametrize(
    ("filters", "claims"),
    [
        ({"family": "stars"}, ["s2"]),
        ({"effort": "S"}, ["s1"]),
        ({"list": "week-12"}, []),
        ({"kind": "theory"}, []),
        ({"order": "newest"}, []),
    ],
)
def test_claims_are_filtered(get: Any, filters: dict[str, str], claims: list[str]) -> None:
    assert [claim["id"] for claim in get("/api/v1/claims", **filters)["items"]] == claims
