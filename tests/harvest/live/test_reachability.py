"""Sources that do not answer are known at once, all of them, and the others are harvested."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from broadsheet.harvest import reachability
from broadsheet.harvest.client import Site

WITHIN_S = 0.2


def site(*hosts: str, private: bool = True) -> Site:
    return Site(frozenset(hosts), 0.0, private)


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_only_sources_that_do_not_answer_are_named(port: int, closed_port: int) -> None:
    found = reachability.unreachable(
        {"here": site(f"127.0.0.1:{port}"), "gone": site(f"127.0.0.1:{closed_port}")}
    )
    assert list(found) == ["gone"]
    assert f"127.0.0.1:{closed_port}" in str(found["gone"].value)
    assert found["gone"].cure


def test_source_answers_where_one_of_its_hosts_does(port: int, closed_port: int) -> None:
    both = site(f"127.0.0.1:{closed_port}", f"127.0.0.1:{port}")
    assert reachability.unreachable({"both": both}) == {}


def test_names_that_cannot_be_resolved_are_said_for_every_source() -> None:
    def fails(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    sites = {f"s{n}": site(f"host{n}.example.org") for n in range(20)}
    found = reachability.unreachable(sites, fails)
    assert set(found) == set(sites)
    assert "host7.example.org: host7.example.org cannot be resolved" in str(found["s7"].value)


def test_resolver_that_never_answers_is_not_waited_for() -> None:
    asked, end = [], threading.Event()

    def waits(host: str, port: int) -> list[str]:
        asked.append(host)
        end.wait()
        return []

    sites = {f"s{n}": site(f"host{n}.example.org") for n in range(8)}
    begun = time.monotonic()
    found = reachability.unreachable(sites, waits, WITHIN_S)
    end.set()
    assert "no connection within 0.2 s" in str(found["s0"].value)
    assert len(found) == len(asked) == 8, "they are asked at the same time"
    assert time.monotonic() - begun >= WITHIN_S


def test_private_address_is_left_to_the_harvest_to_refuse(port: int) -> None:
    assert reachability.unreachable({"inside": site(f"127.0.0.1:{port}", private=False)}) == {}
