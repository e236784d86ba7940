"""Draw figures in a process of its own, of low priority, that ends when all are drawn.

For the worker and for commands; no web request may wait for it. Its first drawing takes a second or two, the next
ones some hundred milliseconds each.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson

from broadsheet import files, locks
from broadsheet.errors import SetupError
from broadsheet.plots.figure import Figure, folder

LONGEST_S = 120
"""Time limit of one picture, on a busy machine; on an idle one it takes less than a second."""


@dataclass
class Drawer:
    """Starts its process when there is something to draw, and another one after a failure."""

    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def drawn(self, figure: Figure, variant: str) -> bytes:
        """Drawn and kept in the home, unless it is there already. SetupError if it cannot be drawn."""
        found = figure.stored.picture(variant)
        if found is None:
            with locks.held(folder() / "drawing.lock"):
                found = figure.stored.picture(variant)
                if found is None:
                    found = self.draw(figure, variant)
                    files.write_whole(figure.stored.file(variant), found)
        return found

    def draw(self, figure: Figure, variant: str) -> bytes:
        """SetupError if it cannot be drawn; it is kept nowhere."""
        wanted = {"chart": figure.chart, "facts": dict(figure.facts), "variant": variant}
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(LONGEST_S, process.kill)
        late.start()
        try:
            process.stdin.write(orjson.dumps(wanted) + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        finally:
            late.cancel()
        if not answer:
            self.close()
            raise SetupError(f"A plot is drawn within {LONGEST_S} s, by a process that goes on", figure.chart)
        reply = orjson.loads(answer)
        if "error" in reply:
            raise SetupError("A plot could not be drawn", f"{figure.chart}: {reply['error']}")
        return b64decode(reply["picture"])

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()  # it holds nothing that could be lost
            self._process.communicate()
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "broadsheet.plots"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                process_group=0,
            )
        return self._process


@contextmanager
def drawing() -> Iterator[Drawer]:
    drawer = Drawer()
    try:
        yield drawer
    finally:
        drawer.close()


def drawn(figure: Figure, variant: str) -> bytes:
    """One picture, by a process for it alone if it has to be drawn."""
    with drawing() as drawer:
        return drawer.drawn(figure, variant)
