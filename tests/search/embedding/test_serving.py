"""After a change of BROADSHEET_EMBEDDING the former model's vectors answer until the new set is complete."""

from __future__ import annotations

import pytest
from tests.search.embedding.endpoint_server import serving as an_endpoint
from tests.search.papers import add_paper

from broadsheet.papers.models import Embedding
from broadsheet.search import facade, indexing
from broadsheet.search.embedding import serving
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.search.query.request import SearchRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers() -> list[int]:
    added = [
        add_paper("Folding proteins", "structure of biological molecules").pk,
        add_paper("Prime gaps", "number theory").pk,
    ]
    indexing.catch_up()
    embed_pending()
    indexing.catch_up()
    return added


def _serves() -> tuple[str, str, int]:
    status = indexing.status()
    return status.model, status.next_model, status.pending_embeddings


def _similarities(query: str) -> list[float | None]:
    return [hit.similarity for hit in facade.search(SearchRequest(query)).hits]


def test_the_first_model_serves_from_the_first_vector_on(papers: list[int]) -> None:
    add_paper("Waits for its embedding")
    indexing.catch_up()
    assert _serves() == ("minilm", "", 1)


def test_the_former_model_serves_until_the_new_set_is_complete(
    papers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    former = _similarities("protein")
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "static")
    assert (_serves(), _similarities("protein")) == (("minilm", "static", 2), former)
    embed_pending(limit=1)
    indexing.catch_up()
    assert (_serves(), _similarities("protein")) == (("minilm", "static", 1), former)
    embed_pending()
    indexing.catch_up()
    assert _serves() == ("static", "", 0)
    assert None not in _similarities("protein") != former
    assert indexing.verify() == []


def test_a_model_that_served_goes_on_when_papers_come_in(
    papers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "static")
    embed_pending()
    indexing.catch_up()
    late = add_paper("A protein that nobody embedded").pk
    indexing.catch_up()
    assert _serves() == ("static", "", 1)
    assert late in [hit.paper_id for hit in facade.search(SearchRequest("protein")).hits]


def test_a_former_model_that_is_gone_does_not_serve(
    papers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    Embedding.objects.update(model="onnx:/gone")
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "static")
    assert _serves() == ("static", "", 2)


def test_embeddings_of_models_that_no_longer_serve_can_be_dropped(
    papers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_EMBEDDING", "static")
    assert serving.drop_others() == 0  # minilm serves
    embed_pending()
    indexing.catch_up()
    assert serving.drop_others() == 2
    assert set(Embedding.objects.values_list("model", flat=True)) == {"static"}


def test_an_endpoint_embeds_papers_and_queries(papers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with an_endpoint() as endpoint:
        monkeypatch.setenv("BROADSHEET_EMBEDDING", f"openai:{endpoint.address}#words")
        assert embed_pending() == 2
        indexing.catch_up()
        assert _serves() == (f"openai:{endpoint.address}#words", "", 0)
        found = facade.search(SearchRequest("number theory"))
        assert (found.hits[0].paper_id, found.by_words_alone) == (papers[1], False)


def test_an_endpoint_that_is_off_leaves_the_words(papers: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with an_endpoint() as endpoint:
        monkeypatch.setenv("BROADSHEET_EMBEDDING", f"openai:{endpoint.address}#words")
        embed_pending()
        indexing.catch_up()
    found = facade.search(SearchRequest("proteins"))
    assert ([hit.paper_id for hit in found.hits], found.by_words_alone) == ([papers[0]], True)


def test_the_page_says_that_the_model_is_off(
    papers: list[int], monkeypatch: pytest.MonkeyPatch, client: object
) -> None:
    with an_endpoint() as endpoint:
        monkeypatch.setenv("BROADSHEET_EMBEDDING", f"openai:{endpoint.address}#words")
        embed_pending()
        indexing.catch_up()
    page = client.get("/search?q=proteins").content.decode()  # type: ignore[attr-defined]
    assert "found by their words alone" in page
    assert "Folding proteins" in page
