"""The client against a server that is slow, busy or asks for patience. No test waits: the clock is the test's."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from email.utils import formatdate

import pytest
from tests.harvest.live.clocks import START, StillClock
from tests.harvest.live.conftest import MakeClient
from tests.harvest.live.web_server import Handler, WebServer, reply

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.client import Client, Limits


@pytest.fixture
def client(make_client: MakeClient, server: WebServer) -> Client:
    return make_client(server.place, rng=random.Random(1))


def test_requests_keep_the_interval(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(b"paper")]
    for _ in range(3):
        client.get(server.url())
    assert server.waits == [3, 3]


def test_requests_of_several_sources_to_one_host_keep_the_interval(
    make_client: MakeClient, server: WebServer
) -> None:
    server.answers["/"] = [reply(b"paper")]
    for _ in range(2):
        with make_client(server.place) as client:
            client.get(server.url())
    assert server.waits == [3]


def test_requests_share_one_connection(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(b"paper")]
    for _ in range(4):
        client.get(server.url())
    assert (server.connections, server.most_at_once) == (1, 1)


def test_several_harvests_at_once_make_one_request_at_a_time(
    make_client: MakeClient, server: WebServer
) -> None:
    """The first visitor waits for a second one to come in; politeness means that none does."""
    meeting = threading.Barrier(2)

    def answer(handler: Handler) -> None:
        with suppress(threading.BrokenBarrierError):
            meeting.wait(0.5)
        reply(b"paper")(handler)

    def harvest() -> None:
        with make_client(server.place, interval_s=0) as client:
            client.get(server.url())

    server.answers["/"] = [answer]
    threads = [threading.Thread(target=harvest) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.visits), server.most_at_once) == (3, 1)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_obeyed(client: Client, server: WebServer, status: int) -> None:
    server.answers["/"] = [reply(status=status, Retry_After="10"), reply(b"paper")]
    assert client.get(server.url()).body == b"paper"
    assert server.waits == [10]


def test_retry_after_as_a_date_is_obeyed(client: Client, server: WebServer) -> None:
    server.answers["/"] = [
        reply(status=503, Retry_After=formatdate(START + 40, usegmt=True)),
        reply(b"paper"),
    ]
    client.get(server.url())
    assert server.waits == [40]


def test_retry_after_shorter_than_the_interval_does_not_shorten_it(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(status=503, Retry_After="0"), reply(b"paper")]
    client.get(server.url())
    assert server.waits == [3]


@pytest.mark.parametrize("nonsense", ["soon", "-5", "", "1e9", "Mon, 99 Foo 2026 99:99:99 GMT"])
def test_nonsense_in_retry_after_means_a_minute_or_so(
    client: Client, server: WebServer, nonsense: str
) -> None:
    server.answers["/"] = [reply(status=503, Retry_After=nonsense), reply(b"paper")]
    client.get(server.url())
    assert 30 <= server.waits[0] <= 60


def test_retry_after_beyond_patience_ends_the_harvest_at_once(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(status=503, Retry_After="7200")]
    with pytest.raises(TemporaryError, match="503") as caught:
        client.get(server.url())
    assert caught.value.retry_after_s == 7200
    assert len(server.visits) == 1


def test_a_host_that_asked_for_two_hours_is_not_visited_by_the_next_process(
    client: Client, make_client: MakeClient, server: WebServer, clock: StillClock
) -> None:
    server.answers["/"] = [reply(status=503, Retry_After="7200"), reply(b"paper")]
    with pytest.raises(TemporaryError):
        client.get(server.url())
    with make_client(server.place) as after, pytest.raises(TemporaryError, match="left alone"):
        after.get(server.url())
    assert len(server.visits) == 1
    clock.moment += 7200
    assert client.get(server.url()).body == b"paper"


def test_backoff_doubles_with_jitter_and_gives_up(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(status=500)]
    with pytest.raises(TemporaryError, match="500"):
        client.get(server.url())
    assert len(server.visits) == Limits().attempts
    for wait, longest in zip(server.waits, [2, 4, 8, 16], strict=True):
        assert max(3, longest / 2) <= wait <= max(3, longest)


def test_jitter_comes_from_the_generator_given(make_client: MakeClient, server: WebServer) -> None:
    server.answers["/"] = [reply(status=503)]
    waits = []
    for seed in (1, 1, 2):
        server.visits.clear()
        with (
            make_client(server.place, interval_s=0, rng=random.Random(seed)) as client,
            pytest.raises(TemporaryError),
        ):
            client.get(server.url())
        waits.append(server.waits)
    assert waits[0] == pytest.approx(waits[1])
    assert waits[0] != pytest.approx(waits[2])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_again(client: Client, server: WebServer, status: int) -> None:
    server.answers["/"] = [reply(status=status)]
    with pytest.raises(InputError, match=str(status)):
        client.get(server.url())
    assert len(server.visits) == 1


def test_a_document_that_has_not_changed_is_not_sent_again(client: Client, server: WebServer) -> None:
    server.answers["/"] = [
        reply(b"paper", ETag='"7"', Last_Modified="Fri, 20 Nov 2026 00:00:00 GMT"),
        reply(status=304),
    ]
    first = client.get(server.url())
    again = client.get(server.url(), validators=first.validators)
    assert again.not_modified
    assert server.visits[1].headers["if-none-match"] == '"7"'
    assert server.visits[1].headers["if-modified-since"] == "Fri, 20 Nov 2026 00:00:00 GMT"


def test_the_client_says_who_it_is(
    monkeypatch: pytest.MonkeyPatch, make_client: MakeClient, server: WebServer
) -> None:
    monkeypatch.setenv("BROADSHEET_CONTACT", "reader@example.org")
    server.answers["/"] = [reply(b"paper")]
    make_client(server.place).get(server.url())
    assert server.visits[0].headers["user-agent"].startswith("broadsheet/")
    assert "reader@example.org" in server.visits[0].headers["user-agent"]
    assert server.visits[0].headers["from"] == "reader@example.org"
