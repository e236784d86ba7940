"""Ctrl-C in a command, at any moment: one line that says how to go on, and exit code 130.

It loads nothing of Broadsheet, so that it is at work before the command's own modules are loaded.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

EXIT_CODE = 130
SOON_S = 0.02
BEGIN_AGAIN = "Nothing was changed; the same command begins again."


class Stopped(BaseException):
    """KeyboardInterrupt, for those who would say it in their own way, as click does."""


class Interruption:
    """State of this process: whether Ctrl-C was pressed, and the advice on how to continue."""

    def __init__(self) -> None:
        self.came = False
        self.advice = BEGIN_AGAIN
        self.error: type[BaseException] = Stopped
        """The exception that Ctrl-C raises: while a command runs, the one that its libraries handle."""

    def hear(self, number: int, frame: FrameType | None) -> None:
        """A module that is being loaded is loaded first: some compiled ones crash if they are interrupted. A second
        Ctrl-C does not wait for it."""
        if not _is_importing(frame):
            self.came = True
            raise self.error
        if self.came and number == signal.SIGINT:
            self.leave()
        self.came = True
        signal.setitimer(signal.ITIMER_REAL, SOON_S)

    def leave(self) -> None:
        """Without Python's own end, which waits for threads (one of `mcp` reads standard input) and takes apart
        modules that may be loaded by half. What must be tidied was, on the way up."""
        _end_quietly()
        live = "\n" if sys.stderr.isatty() else ""
        print(f"{live}Stopped. {self.advice}", file=sys.stderr, flush=True)
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(EXIT_CODE)


interruption = Interruption()


def run(command: Callable[[], object]) -> None:
    """Where the shell ignores SIGINT for a command in the background, it stays ignored. Whatever the interruption
    became on its way up counts as one: a library may have made another error of it."""
    try:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, interruption.hear)
            signal.signal(signal.SIGALRM, interruption.hear)
        sys.unraisablehook = _raise_again
        command()
    except BaseException as error:
        if not interruption.came and not isinstance(error, KeyboardInterrupt):
            raise
        interruption.leave()
    finally:
        _end_quietly()


def _is_importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _end_quietly() -> None:
    """From here on a second Ctrl-C ends the process at once."""
    if signal.getsignal(signal.SIGINT) in (interruption.hear, signal.default_int_handler):
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _raise_again(report: sys.UnraisableHookArgs) -> None:
    """An interruption within a finaliser is dropped by Python, after a traceback: it comes again soon after."""
    if issubclass(report.exc_type, KeyboardInterrupt | Stopped):
        signal.setitimer(signal.ITIMER_REAL, SOON_S)
    else:
        sys.__unraisablehook__(report)


@contextmanager
def unheard() -> Iterator[None]:
    """Processes of `multiprocessing` that are started here hear no Ctrl-C, from their first instruction on: their
    parent does, and ends them. Its tracker is begun before, since it lifts the block when it begins."""
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
