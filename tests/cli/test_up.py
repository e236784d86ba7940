"""`broadsheet up`, started for real and asked over HTTP."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import statistics
from pathlib import Path

import httpx
import psutil
import pytest
from tests.cli.program import ERRORS, ask, run, up
from tests.patience import PATIENCE_S, until

pytestmark = [pytest.mark.one_database, pytest.mark.slow]


def processes_of(home: Path) -> set[int]:
    """Every process that has this home in its environment."""
    mark = f"BROADSHEET_HOME={home}".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
        except OSError:
            continue
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")


def test_new_home_opens_with_the_built_in_papers(new_home: Path) -> None:
    with up(new_home) as (process, address):
        front = httpx.get(address, timeout=PATIENCE_S)
        assert front.status_code == 200
        assert front.text.count('href="/papers/') >= 10
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE_S) == 0
    assert ask(new_home, "papers", "--count") == {"papers": 562}
    assert ask(new_home, "index")["papers_in_index"] == 562


@needs_proc
def test_stop_ends_every_process_without_a_complaint(built_in_home: Path) -> None:
    with up(built_in_home) as (process, _):
        assert until(lambda: len(processes_of(built_in_home)) >= 4)  # web master, two web workers, worker
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0
    assert processes_of(built_in_home) == set()
    assert (built_in_home / ERRORS).read_text() == ""


@needs_proc
def test_killed_it_leaves_nothing_behind_and_starts_again(built_in_home: Path) -> None:
    with up(built_in_home) as (process, _):
        assert until(lambda: len(processes_of(built_in_home)) >= 4)
        process.kill()
        process.wait(timeout=PATIENCE_S)
        assert until(lambda: processes_of(built_in_home) == set())
    with up(built_in_home) as (_, address):
        assert httpx.get(address, timeout=PATIENCE_S).status_code == 200
    assert ask(built_in_home, "papers", "--count") == {"papers": 562}


@needs_proc
def test_killed_part_is_started_again(built_in_home: Path) -> None:
    with up(built_in_home, "--no-worker") as (process, address):
        (web,) = (child for child in processes_of(built_in_home) if parent_of(child) == process.pid)
        before = processes_of(built_in_home)
        os.kill(web, signal.SIGKILL)
        assert until(lambda: bool(now := processes_of(built_in_home)) and now.isdisjoint(before))
        assert until(lambda: answers(address))


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=PATIENCE_S).status_code == 200
    except httpx.TransportError:
        return False


def test_paper_that_the_worker_indexes_is_found(built_in_home: Path, tmp_path: Path) -> None:
    with up(built_in_home) as (_, address):
        file = tmp_path / "one.jsonl"
        file.write_text('{"id": "zz", "title": "Zygomorphic zeppelins"}\n')
        run(built_in_home, "import", str(file))
        assert until(
            lambda: (
                "eppelins"
                in httpx.get(f"{address}/search", params={"q": "zygomorphic"}, timeout=PATIENCE_S).text
            )
        )


def test_busy_port_is_named_with_the_cure(new_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(new_home, "up", "--port", port)
    assert done.returncode == 1
    assert port in done.stderr
    assert "--port N" in done.stderr
    assert not (new_home / "broadsheet.sqlite3").exists()


def test_home_in_use_is_not_restored(built_in_home: Path, tmp_path: Path) -> None:
    with up(built_in_home, "--no-worker"):
        archive = tmp_path / "b.tar.zst"
        assert ask(built_in_home, "backup", str(archive))["papers"] == 562
        done = run(built_in_home, "restore", str(archive), "--force")
    assert done.returncode == 1
    assert "broadsheet up" in done.stderr


def open_at(process: psutil.Process) -> int:
    return sum(each.status in ("ESTABLISHED", "CLOSE_WAIT") for each in process.net_connections())


def smaller_share(web: list[psutil.Process], port: int) -> int:
    """Of 16 connections that come at once and stay open, those that the second of two processes took."""
    assert until(
        lambda: not any(open_at(one) for one in web)
    )  # that of `up` itself, which asked for an answer
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(16)]
        for client in clients:
            client.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert all(client.recv(100).startswith(b"HTTP/1.1 200") for client in clients)
        held = sorted(open_at(one) for one in web)
        assert sum(held) == 16
    assert until(lambda: not any(open_at(one) for one in web))
    return held[-2]


def test_connections_that_stay_open_are_shared_by_the_processes(built_in_home: Path) -> None:
    with up(built_in_home, "--no-worker", BROADSHEET_WEB_PROCESSES="2") as (process, address):
        web = psutil.Process(process.pid).children(recursive=True)
        port = int(address.rpartition(":")[2].rstrip("/"))
        shares = [smaller_share(web, port) for _ in range(11)]
    assert statistics.median(shares) >= 5, "the system wakes one process for most of them: a median of 1 or 2"


def test_clients_that_keep_silent_keep_nobody_else_waiting(built_in_home: Path) -> None:
    one_thread = {"BROADSHEET_WEB_PROCESSES": "1", "BROADSHEET_WEB_THREADS": "1"}
    with up(built_in_home, "--no-worker", **one_thread) as (_, address), contextlib.ExitStack() as stack:
        port = address.rpartition(":")[2].rstrip("/")
        for _ in range(30):
            stack.enter_context(silent(port)).sendall(b"GET / HTTP/1.1\r\n")
        said = {"SCRIPT_NAME": "/elsewhere", "Script-Name": "/elsewhere"}
        for page in ("", "/feeds/front.atom", "/search?q=graph"):
            answer = httpx.get(address + page, headers=said, timeout=60)
            assert answer.status_code == 200
            assert "/elsewhere" not in answer.text


@needs_proc
def test_killed_it_binds_again_at_once_and_ends_nobody_for_it(built_in_home: Path) -> None:
    port = str(free_port())
    with up(built_in_home, "--port", port, "--no-worker") as (process, _), silent(port):
        former = processes_of(built_in_home) - {process.pid}
        process.kill()
        with up(built_in_home, "--port", port, "--no-worker") as (_, address):
            assert httpx.get(address).status_code == 200
            assert until(lambda: not former & processes_of(built_in_home))
            said = (built_in_home / ERRORS).read_text()
    assert said in (
        "",
        f"Waiting for the web server of the last `broadsheet up` to end (127.0.0.1:{port}).\n",
    )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def silent(port: str) -> contextlib.AbstractContextManager[socket.socket]:
    return socket.create_connection(("127.0.0.1", int(port)))
