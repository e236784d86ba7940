"""The program in a process of its own, with a home of its own."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from tests import preloaded
from tests.patience import PATIENCE_S
from tests.preloaded import PROGRAM

LINES = b"\n".join(
    orjson.dumps({"id": f"x{n}", "title": title, "abstract": "About it.", "published": f"2026-11-1{n}"})
    for n, title in enumerate(
        ["Gradient descent with momentum", "Diffusion of sharp images", "Sparse attention"]
    )
)
"""Three papers as plain JSON lines."""
ERRORS = "stderr.txt"


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    return {**kept, "BROADSHEET_HARVEST": "no", "BROADSHEET_EMBEDDING": "none", **settings}


def run(home: Path, *arguments: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[str]:
    given = environment(BROADSHEET_HOME=str(home), **settings)
    return preloaded.run([str(PROGRAM), *arguments], given, stdin=stdin)


def ask(home: Path, *arguments: str, stdin: bytes = b"") -> Any:
    """What a command prints with --json."""
    done = run(home, *arguments, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr
    return orjson.loads(done.stdout)


@contextmanager
def up(home: Path, *arguments: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`broadsheet up` on a free port, with the address that it printed."""
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [PROGRAM, "up", "--port", "0", "--home", str(home), *arguments],
        stdout=subprocess.PIPE,
        stderr=(home / ERRORS).open("w"),
        env=environment(**{"BROADSHEET_LOG_LEVEL": "ERROR", **settings}),
        text=True,
    )
    try:
        assert process.stdout is not None
        address = next((word for line in process.stdout for word in line.split() if "http://" in word), "")
        assert address, (home / ERRORS).read_text()
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)
