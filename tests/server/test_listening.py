"""Who may be waited for while the address to serve on is held."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from broadsheet import locks
from broadsheet.errors import SetupError
from broadsheet.server import serving
from broadsheet.server.listening import listen


@pytest.fixture
def holder() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held


def test_web_processes_of_a_killed_up_are_waited_for(tmp_path: Path, holder: socket.socket) -> None:
    port, said = holder.getsockname()[1], list[str]()
    with ExitStack() as former:
        former.enter_context(locks.held(tmp_path / serving.LOCK, shared=True))

        def say(text: str) -> None:
            said.append(text)
            holder.close()

        with listen(tmp_path, port, say) as listener:
            assert listener.getsockname()[1] == port
    assert [str(port) in text for text in said] == [True]


@pytest.mark.parametrize("lock", ["in-use.lock", None], ids=["a running up", "somebody else"])
def test_nobody_else_is(tmp_path: Path, holder: socket.socket, lock: str | None) -> None:
    said = list[str]()
    with ExitStack() as stack:
        if lock:
            stack.enter_context(locks.held(tmp_path / serving.LOCK, shared=True))
            stack.enter_context(locks.held(tmp_path / lock, shared=True))
        with pytest.raises(SetupError, match="Address already in use"):
            listen(tmp_path, holder.getsockname()[1], said.append)
    assert said == []
