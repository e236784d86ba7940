"""How many calls a client may make."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from huggingface_hub.utils import parse_ratelimit_headers
from tests.http.calling import call
from tests.papers.records import NOON

from broadsheet.accounts import tokens
from broadsheet.accounts.models import Scope
from broadsheet.http import limits
from broadsheet.http.client_address import address_of
from broadsheet.http.limits import Policy
from broadsheet.http.shared_state import SharedState

FEW = Policy("anonymous", calls=3, window_s=300)
WINDOW_BEGINS = 1_774_000_200.0


@pytest.fixture
def state(tmp_path: Path) -> SharedState:
    return SharedState(tmp_path / "api.sqlite3")


def test_calls_beyond_the_limit_are_refused_until_the_window_ends(state: SharedState) -> None:
    counted = [limits.count("a", FEW, state, WINDOW_BEGINS + second) for second in range(4)]
    assert [allowance.exceeded for allowance in counted] == [False, False, False, True]
    assert counted[-1].reset_s == 297
    assert not limits.count("a", FEW, state, WINDOW_BEGINS + 300).exceeded


def test_one_client_does_not_use_up_the_calls_of_another(state: SharedState) -> None:
    for _ in range(4):
        limits.count("a", FEW, state, WINDOW_BEGINS)
    assert limits.count("b", FEW, state, WINDOW_BEGINS).made == 1


def test_processes_count_together(tmp_path: Path) -> None:
    path = tmp_path / "api.sqlite3"
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=call, args=(path, b"a", 1, 200)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert SharedState(path).count(b"a", 1) == 601


def test_past_windows_are_forgotten(state: SharedState) -> None:
    state.count(b"old", 1)
    state.count(b"new", 2)
    state.delete_before(2)
    assert (state.count(b"old", 1), state.count(b"new", 2)) == (1, 2)


def test_reading_goes_on_where_calls_cannot_be_counted(tmp_path: Path) -> None:
    path = tmp_path / "api.sqlite3"
    path.write_bytes(b"no database at all" * 100)
    assert not limits.count("a", FEW, SharedState(path), WINDOW_BEGINS).exceeded


@pytest.mark.parametrize(
    ("proxies", "said", "expected"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_client_is_who_called_our_outermost_proxy(proxies: int, said: str, expected: str) -> None:
    headers = {"HTTP_X_FORWARDED_FOR": said} if said else {}
    request = RequestFactory().get("/api/v1/papers", REMOTE_ADDR="192.0.2.1", **headers)
    assert address_of(request, proxies) == expected


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_API_CALLS", "2")
    monkeypatch.setenv("BROADSHEET_API_WINDOW_S", "86400")


@pytest.mark.usefixtures("content", "limited")
def test_anonymous_client_is_told_its_limit_and_then_refused(client: Client) -> None:
    answers = [client.get("/api/v1/ledger", REMOTE_ADDR="192.0.2.7") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"anonymous";q=2;w=86400'
    assert answers[0]["RateLimit"].startswith('"anonymous";r=1;t=')
    assert 0 < int(answers[2]["Retry-After"]) <= 86400
    assert answers[2].json()["status"] == 429


@pytest.mark.usefixtures("content", "limited")
def test_the_hubs_client_reads_our_limit(client: Client) -> None:
    said = parse_ratelimit_headers(dict(client.get("/api/daily_papers", REMOTE_ADDR="192.0.2.8").items()))
    assert said is not None
    assert (said.remaining, said.limit, said.window_seconds) == (1, 2, 86400)


@pytest.mark.usefixtures("content", "limited")
def test_token_has_a_limit_of_its_own(client: Client) -> None:
    _, text = tokens.create("press", [Scope.READ], NOON)
    headers = {"Authorization": f"Bearer {text}"}
    answers = [client.get("/api/v1/ledger", headers=headers, REMOTE_ADDR="192.0.2.9") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    assert '"token"' in answers[0]["RateLimit"]


@pytest.mark.usefixtures("content", "limited")
def test_pages_are_not_counted(client: Client) -> None:
    answers = [client.get("/about", REMOTE_ADDR="192.0.2.10") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
