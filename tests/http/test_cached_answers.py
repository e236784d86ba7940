"""Answers are made once, revalidated without being made, and never out of date."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils.http import http_date
from tests.api.shelf import BERT, SETS, stock
from tests.api.v1 import addresses
from tests.papers.records import NOON

from broadsheet.api.answers import answer
from broadsheet.http.answer_store import HEADERS_BYTES, AnswerStore
from broadsheet.http.shared_state import SharedState
from broadsheet.http.versions import Version, Versions
from broadsheet.papers.intake import take
from broadsheet.papers.models import Counter
from broadsheet.papers.prepare import prepare

pytestmark = pytest.mark.django_db
LISTS = sorted(
    address for address in addresses.ALL if not {"whoami", "whoami-v2", "rejects"} & set(address.split("/"))
)


@pytest.fixture
def shelf(content: None) -> None:
    stock(SETS, BERT)


@pytest.mark.parametrize("address", [each for each in LISTS if "{" not in each])
def test_every_list_answers_304_to_its_own_etag(client: Client, shelf: None, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]


def test_304_asks_the_database_for_nothing_but_the_version(
    client: Client, shelf: None, django_assert_num_queries
) -> None:
    etag = client.get("/api/v1/papers")["ETag"]
    with django_assert_num_queries(1):
        client.get("/api/v1/papers", headers={"If-None-Match": etag})


def test_answer_is_made_once(client: Client, shelf: None, django_assert_num_queries) -> None:
    first = client.get("/api/v1/papers")
    with django_assert_num_queries(1):
        assert client.get("/api/v1/papers").content == first.content


def test_change_of_content_is_seen_at_once(client: Client, shelf: None) -> None:
    before = client.get("/api/v1/papers")
    take(
        [prepare(record) for record in (SETS.__class__(**{**_fields(SETS), "key": "x", "title": "New"}),)],
        now=NOON,
    )
    after = client.get("/api/v1/papers", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__} | {"identifiers": ()}  # type: ignore[attr-defined]


def test_questions_do_not_share_answers(client: Client, shelf: None) -> None:
    etags = {client.get("/api/v1/papers", {"limit": limit})["ETag"] for limit in (1, 2)}
    hosts = {
        client.get("/api/v1/papers", headers={"Host": host})["ETag"] for host in ("localhost", "127.0.0.1")
    }
    assert (len(etags), len(hosts)) == (2, 2)


def test_error_is_not_stored(client: Client, shelf: None) -> None:
    answer = client.get("/api/v1/papers/none", headers={"If-None-Match": "*"})
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert "ETag" not in answer


def test_stored_answer_is_sent_compressed_to_who_takes_that(client: Client, shelf: None) -> None:
    headers = {"Accept-Encoding": "gzip"}
    answers = [client.get("/api/v1/papers", headers=headers) for _ in range(2)]
    assert [each["Content-Encoding"] for each in answers] == ["gzip", "gzip"]
    assert {each["Content-Length"] for each in answers} == {str(len(answers[0].content))}
    assert gzip.decompress(answers[1].content) == client.get("/api/v1/papers").content


def test_head_is_get_without_the_body(client: Client, shelf: None) -> None:
    whole, head = client.get("/api/v1/papers"), client.head("/api/v1/papers")
    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Length"]) == (whole["ETag"], str(len(whole.content)))


def test_last_modified_waits_until_its_second_has_passed() -> None:
    version = Version("x", since=100.7)
    assert version.last_modified(100.9) is None
    assert version.last_modified(101.0) == 100


def test_client_with_the_last_modification_is_answered_304(client: Client, shelf: None) -> None:
    future = http_date(datetime.now(UTC).timestamp() + 86_400)
    first = client.get("/api/v1/papers")
    while "Last-Modified" not in first:  # until this second has passed
        first = client.get("/api/v1/papers")
    assert (
        client.get("/api/v1/papers", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    )
    assert client.get("/api/v1/papers", headers={"If-Modified-Since": future}).status_code == 304
    assert client.get("/api/v1/papers", headers={"If-Modified-Since": http_date(0)}).status_code == 200


def test_processes_agree_since_when_the_content_is_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "api.sqlite3"
    first = Versions(SharedState(path)).read(NOON)
    assert Versions(SharedState(path)).read(datetime.now(UTC)).text.split(";")[0] == first.text.split(";")[0]
    assert SharedState(path).first_seen(first.text, 9e9) == NOON.timestamp()


def test_older_content_put_back_has_another_version(tmp_path: Path) -> None:
    path = tmp_path / "api.sqlite3"
    before = Versions(SharedState(path)).read(NOON)
    path.unlink()
    assert Versions(SharedState(path)).read(NOON).text != before.text


def test_version_follows_every_counter(tmp_path: Path) -> None:
    versions = Versions(SharedState(tmp_path / "api.sqlite3"))
    before = versions.read(NOON)
    Counter.objects.create(name="verdicts", value=1)
    assert versions.read(NOON) != before


def test_least_recently_used_answers_are_dropped() -> None:
    store = AnswerStore(capacity_bytes=2 * (100 + HEADERS_BYTES) + 50)
    for name in ("a", "b"):
        store.put(name, answer("x" * 100))
    assert store.get("a") is not None
    store.put("c", answer("x" * 100))
    assert [store.get(name) is not None for name in ("a", "b", "c")] == [True, False, True]
