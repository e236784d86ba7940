"""Ctrl-C at any moment, in the program as a person starts it: at a step of Python's, not of the clock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import LINES, environment, run
from tests.patience import PATIENCE_S

PROGRAM = """
import os, signal, sys

steps = 0

def count(event, arguments):
    global steps
    steps += 1
    if steps == at and os.getpid() == own:
        os.killpg(own, signal.SIGINT)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run as a background job
    own, at = os.getpid(), int(sys.argv.pop(1))
    from broadsheet.__main__ import main
    {before}
    sys.addaudithook(count)
    main()
"""
AHEAD = """
    from broadsheet import process
    process.set_up_django()
    from broadsheet.harvest import importing
    importing.PREFETCH_BYTES = 0
"""
"""The file is read and indexed by processes of their own, however small it is."""
GO_ON = "Stopped. What was taken in is kept; the same command goes on from there."


def interrupted(
    folder: Path, at: int, *arguments: str, before: str = "pass"
) -> subprocess.CompletedProcess[str]:
    """With Ctrl-C of a terminal (to all processes of the command) at its `at`-th audit event, if it has so many."""
    script = folder / "program.py"
    script.write_text(PROGRAM.replace("{before}", before))
    return subprocess.run(
        [sys.executable, str(script), str(at), *arguments],
        capture_output=True,
        text=True,
        env=environment(BROADSHEET_HOME=str(folder / "home")) | {"PYTHONPATH": os.getcwd()},
        timeout=PATIENCE_S,
        start_new_session=True,
        check=False,
    )


def moments(first: int, step: float) -> Iterator[int]:
    at = float(first)
    while True:
        yield int(at)
        at *= step


@pytest.mark.slow
@pytest.mark.parametrize("command", ["papers", "settings"])
def test_ctrl_c_ends_in_one_line_at_every_moment_of_a_short_command(tmp_path: Path, command: str) -> None:
    for at in moments(1, 2.0):
        done = interrupted(tmp_path, at, command)
        if done.returncode == 0:
            assert at > 100, "it was interrupted before it had done its work"
            return
        assert (done.returncode, done.stderr.count("\n")) == (130, 1), done.stderr
        assert done.stderr.startswith("Stopped. ")


@pytest.mark.slow
def test_ctrl_c_ends_a_long_import_with_its_processes_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "papers.jsonl"
    file.write_bytes(LINES)
    assert run(tmp_path / "home", "papers").returncode == 0
    ends = []
    for at in moments(10, 1.4):
        done = interrupted(tmp_path, at, "import", str(file), before=AHEAD)
        if done.returncode == 0:
            break
        assert done.returncode == 130, done.stderr
        ends.append(done.stderr)
    assert len(ends) > 3
    assert {end.strip() for end in ends[-3:]} == {GO_ON}
    assert run(tmp_path / "home", "papers", "--count").stdout == "3\n"


def test_command_in_the_background_ignores_ctrl_c_as_its_shell_does(tmp_path: Path) -> None:
    program = (
        "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from broadsheet import interruption\n"
        "interruption.run(lambda: (os.kill(os.getpid(), signal.SIGINT), print('done')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


@pytest.mark.parametrize(
    "work",
    [
        "raise OSError('made of the interruption by a library')",
        "import click; raise click.Abort",
        "sys.exit(1)",
    ],
)
def test_whatever_an_interruption_is_turned_into_it_is_said_as_one(work: str) -> None:
    done = python(f"try: press()\nexcept BaseException: {work}")
    assert (done.returncode, done.stderr.count("\n")) == (130, 1), done.stderr


def test_interruption_that_a_finaliser_swallows_comes_again() -> None:
    done = python("class Last:\n    def __del__(self): press()\nLast()\nwhile True: pass")
    assert (done.returncode, done.stderr.count("\n")) == (130, 1), done.stderr


def test_interruption_waits_for_a_module_that_is_being_loaded(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import __main__\n__main__.press()\nprint('loaded')")
    done = python(f"sys.path.insert(0, {str(tmp_path)!r})\nimport slow\nwhile True: pass")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (130, "loaded\n", 1), done.stderr


def test_second_ctrl_c_does_not_wait_for_a_module(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(
        "import __main__\n__main__.press()\n__main__.press()\nwhile True: pass"
    )
    done = python(f"sys.path.insert(0, {str(tmp_path)!r})\nimport endless")
    assert (done.returncode, done.stderr.count("\n")) == (130, 1), done.stderr


def python(work: str) -> subprocess.CompletedProcess[str]:
    """As the work of a command; `press()` is Ctrl-C."""
    program = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from broadsheet import interruption\n"
        "def press(): os.kill(os.getpid(), signal.SIGINT)\n"
        f"work = {work!r}\n"
        "interruption.run(lambda: exec(work, globals()))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
