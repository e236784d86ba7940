from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from tests.search.embedding.endpoint_server import DIMENSIONS, Endpoint, serving, vector

from broadsheet.errors import SetupError
from broadsheet.search.embedding.endpoint import EndpointModel, Limits
from broadsheet.search.embedding.model import ModelRefusesError, ModelUnavailableError


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as found:
        yield found


class Waits(list[float]):
    """The seconds that were slept, without sleeping them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def model(endpoint: Endpoint, key: str = "", waits: Waits | None = None, **limits: float) -> EndpointModel:
    return EndpointModel(
        "openai:test",
        endpoint.address,
        "small",
        key,
        Limits(**limits),
        sleep=Waits() if waits is None else waits,
    )  # type: ignore[arg-type]


def test_vectors_are_the_answers_as_unit_vectors_in_the_order_asked(endpoint: Endpoint) -> None:
    found = model(endpoint).embed_texts(["graph", "protein folding"]) / 127
    wanted = np.array([vector("graph"), vector("protein folding")])
    cosines = (found * wanted).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(wanted, axis=1)
    assert (cosines > 0.999).all()


def test_texts_go_in_batches_to_the_declared_address_with_the_key(endpoint: Endpoint) -> None:
    model(endpoint, key="s3cret", texts_per_request=2).embed_texts(["a", "b", "c"])
    assert [each["input"] for each in endpoint.requests] == [["a", "b"], ["c"]]
    assert {each["path"] for each in endpoint.requests} == {"/v1/embeddings"}
    assert {each["model"] for each in endpoint.requests} == {"small"}
    assert set(endpoint.keys) == {"Bearer s3cret"}


def test_a_busy_endpoint_is_waited_for_as_long_as_it_asks(endpoint: Endpoint) -> None:
    endpoint.failures = [(429, {"Retry-After": "7"}), (503, {})]
    waits = Waits()
    assert model(endpoint, waits=waits).embed_texts(["a"]).shape == (1, DIMENSIONS)
    assert waits[0] == 7
    assert 0 <= waits[1] <= 60


def test_a_wrong_key_is_not_tried_again(endpoint: Endpoint) -> None:
    endpoint.failures = [(401, {})]
    with pytest.raises(ModelRefusesError, match="BROADSHEET_EMBEDDING_KEY"):
        model(endpoint).embed_texts(["a"])
    assert len(endpoint.requests) == 1


def test_a_redirect_is_not_followed(endpoint: Endpoint) -> None:
    endpoint.failures = [(307, {"Location": "http://127.0.0.1:1/elsewhere"})]
    with pytest.raises(ModelRefusesError):
        model(endpoint).embed_query("a")


def test_after_a_failure_queries_leave_the_endpoint_alone_for_a_while(endpoint: Endpoint) -> None:
    endpoint.failures = [(500, {})]
    now = [0.0]
    asked = EndpointModel("openai:test", endpoint.address, "small", clock=lambda: now[0])
    for _ in range(3):
        with pytest.raises(ModelUnavailableError):
            asked.embed_query("graph")
    assert len(endpoint.requests) == 1
    now[0] = 31.0
    assert asked.embed_query("graph").shape == (DIMENSIONS,)


def test_no_server_is_an_error_that_may_pass() -> None:
    with serving() as gone:
        pass
    with pytest.raises(ModelUnavailableError):
        model(gone).embed_query("graph")


@pytest.mark.parametrize(
    ("address", "key"),
    [("ftp://example.org", ""), ("https://me:pw@example.org/v1", ""), ("http://example.org/v1", "key")],
)
def test_an_address_that_is_unsafe_is_refused_with_the_cure(address: str, key: str) -> None:
    with pytest.raises(SetupError) as refused:
        EndpointModel("openai:test", address, "small", key)
    assert (refused.value.value, bool(refused.value.cure)) == (address, True)
