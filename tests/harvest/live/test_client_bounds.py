"""The client against a server that cuts, floods, stalls or leads astray."""

from __future__ import annotations

import gzip
import threading

import pytest
from tests.harvest.live.clocks import TickingClock
from tests.harvest.live.conftest import MakeClient
from tests.harvest.live.web_server import WebServer, cut_chunks, cut_short, endless, falls_silent, reply

from broadsheet.errors import InputError, TemporaryError
from broadsheet.harvest.client import Client, Limits

SMALL = Limits(max_bytes=100_000, read_timeout_s=0.2, attempts=2)


@pytest.fixture
def client(make_client: MakeClient, server: WebServer) -> Client:
    return make_client(server.place, limits=SMALL)


def test_a_body_shorter_than_announced_is_fetched_again(client: Client, server: WebServer) -> None:
    server.answers["/"] = [cut_short(b"pap", announced=5), reply(b"paper")]
    assert client.get(server.url()).body == b"paper"


def test_chunks_without_an_end_are_fetched_again(client: Client, server: WebServer) -> None:
    server.answers["/"] = [cut_chunks(b"pap"), reply(b"paper")]
    assert client.get(server.url()).body == b"paper"


def test_a_gzip_body_without_an_end_is_fetched_again(client: Client, server: WebServer) -> None:
    packed = gzip.compress(b"paper" * 100)
    server.answers["/"] = [
        reply(packed[:-9], Content_Encoding="gzip"),
        reply(packed, Content_Encoding="gzip"),
    ]
    assert client.get(server.url()).body == b"paper" * 100
    assert len(server.visits) == 2


def test_a_body_that_is_not_the_gzip_it_claims_is_fetched_again(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(b"paper", Content_Encoding="gzip")]
    with pytest.raises(TemporaryError, match="gzip"):
        client.get(server.url())
    assert len(server.visits) == 2


def test_a_gzip_bomb_is_refused(client: Client, server: WebServer) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < SMALL.max_bytes
    server.answers["/"] = [reply(bomb, Content_Encoding="gzip")]
    with pytest.raises(InputError, match="100000 bytes, unpacked"):
        client.get(server.url())
    assert len(server.visits) == 1


def test_an_encoding_we_did_not_ask_for_is_refused(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(b"paper", Content_Encoding="gzip, gzip")]
    with pytest.raises(InputError, match="gzip"):
        client.get(server.url())


def test_an_endless_body_is_cut_at_the_size_limit(client: Client, server: WebServer) -> None:
    server.answers["/"] = [endless(b"x" * 10_000)]
    with pytest.raises(InputError, match="100000 bytes"):
        client.get(server.url())


def test_a_steady_trickle_is_cut_at_the_deadline(make_client: MakeClient, server: WebServer) -> None:
    limits = Limits(max_bytes=10**9, deadline_s=30, attempts=1)
    server.answers["/"] = [endless(b"x" * 1_000)]
    with (
        make_client(server.place, clock=TickingClock(), limits=limits) as client,
        pytest.raises(TemporaryError, match="in time"),
    ):
        client.get(server.url())


def test_a_server_that_falls_silent_is_given_up(client: Client, server: WebServer) -> None:
    released = threading.Event()
    server.answers["/"] = [falls_silent(released), reply(b"paper")]
    try:
        assert client.get(server.url()).body == b"paper"
    finally:
        released.set()


def test_a_closed_port_is_a_temporary_error(make_client: MakeClient) -> None:
    with (
        make_client("127.0.0.1:1", limits=SMALL) as client,
        pytest.raises(TemporaryError, match="connection"),
    ):
        client.get("http://127.0.0.1:1/")


def test_a_redirect_within_the_declared_hosts_is_followed(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(status=301, Location="/new")]
    server.answers["/new"] = [reply(b"paper")]
    answer = client.get(server.url())
    assert (answer.body, answer.url) == (b"paper", server.url("/new"))


def test_a_redirect_to_another_declared_host_is_followed(make_client: MakeClient, server: WebServer) -> None:
    with WebServer(server.now) as other:
        server.answers["/"] = [reply(status=302, Location=other.url("/moved"))]
        other.answers["/moved"] = [reply(b"paper")]
        assert make_client(server.place, other.place).get(server.url()).body == b"paper"


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example.org/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "//evil.example.org/",
        "http://user:password@evil.example.org/",
        "http://[",
        "",
    ],
)
def test_a_redirect_anywhere_else_is_refused(client: Client, server: WebServer, target: str) -> None:
    server.answers["/"] = [reply(status=302, Location=target)]
    with pytest.raises(InputError):
        client.get(server.url())


def test_a_redirect_to_another_port_of_the_same_machine_is_refused(client: Client, server: WebServer) -> None:
    with WebServer(server.now) as other:
        server.answers["/"] = [reply(status=302, Location=other.url())]
        with pytest.raises(InputError, match=other.place):
            client.get(server.url())
        assert other.visits == []


def test_redirects_in_a_circle_end(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(status=302, Location="/")]
    with pytest.raises(InputError, match="5 times"):
        client.get(server.url())


def test_pages_are_followed_by_link_header(client: Client, server: WebServer) -> None:
    server.answers["/"] = [reply(b"paper", Link='<first>; rel="prev", <second?p=1>; rel="next"')]
    assert client.get(server.url("/")).next_url == server.url("/second?p=1")
