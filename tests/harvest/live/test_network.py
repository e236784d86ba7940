"""Which addresses may be reached, whatever names lead there."""

from __future__ import annotations

import pytest
from tests.harvest.live.conftest import MakeClient
from tests.harvest.live.web_server import WebServer, reply

from broadsheet.errors import InputError
from broadsheet.harvest.network import GuardedBackend, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "151.101.3.42", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


def test_a_declared_host_that_leads_to_this_machine_is_refused(
    make_client: MakeClient, server: WebServer
) -> None:
    server.answers["/"] = [reply(b"secret")]
    with (
        make_client(server.place, allow_private=False) as client,
        pytest.raises(InputError, match="allow_private"),
    ):
        client.get(server.url())
    assert server.connections == 0


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    backend = GuardedBackend(False, lambda host, port: ["1.1.1.1", "127.0.0.1"], lambda: 60)
    with pytest.raises(InputError, match=r"papers.example.org is 127\.0\.0\.1"):
        backend.checked_addresses("papers.example.org", 80)


def test_a_name_that_changes_its_answer_is_refused_when_it_does(
    make_client: MakeClient, server: WebServer
) -> None:
    """DNS rebinding: checked is what is connected to, on each connection, and nothing else is looked up."""
    answers = iter([["1.1.1.1"], ["127.0.0.1"]])
    backend = GuardedBackend(False, lambda host, port: next(answers), lambda: 60)
    assert backend.checked_addresses("papers.example.org", 80) == ["1.1.1.1"]
    with pytest.raises(InputError):
        backend.checked_addresses("papers.example.org", 80)


def test_the_connection_goes_to_the_address_that_was_checked(
    make_client: MakeClient, server: WebServer
) -> None:
    """`papers.invalid` exists nowhere: only the resolver given can have led to the server."""
    server.answers["/"] = [reply(b"paper")]
    place = server.place.replace("127.0.0.1", "papers.invalid")
    with make_client(place, resolve=lambda host, port: ["127.0.0.1"]) as client:
        assert client.get(f"http://{place}/").body == b"paper"
    assert server.visits[0].headers["host"] == place


def test_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, make_client: MakeClient, server: WebServer
) -> None:
    server.answers["/"] = [reply(b"paper")]
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert make_client(server.place).get(server.url()).body == b"paper"
