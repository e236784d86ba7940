"""A command that is forked from a process with the libraries behaves as one that is started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests import preloaded
from tests.patience import PATIENCE_S

CODE = "import os, sys; print(sys.argv[1:], sys.stdin.read(), os.getcwd(), os.environ['NAME'])"


def test_code_has_arguments_input_folder_and_environment_of_its_own(tmp_path: Path) -> None:
    for _ in range(2):
        done = preloaded.run(["-c", CODE, "one"], {"NAME": "é"}, folder=tmp_path, stdin="ü".encode())
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"['one'] ü {tmp_path} é\n"


@pytest.mark.parametrize("arguments", [["--version"], ["search"], ["no-such-command"]])
def test_program_answers_as_one_that_is_started(tmp_path: Path, arguments: list[str]) -> None:
    command = [str(preloaded.PROGRAM), *arguments]
    environment = {**os.environ, "BROADSHEET_HOME": str(tmp_path)}
    forked = preloaded.run(command, environment)
    started = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (forked.returncode, forked.stdout, forked.stderr) == (
        started.returncode,
        started.stdout,
        started.stderr,
    )


def test_nothing_of_ours_is_loaded_before_a_command() -> None:
    code = "import sys; print([name for name in sys.modules if name.startswith('broadsheet')])"
    assert preloaded.run(["-c", code], {}).stdout == "[]\n"


def test_status_says_by_which_signal_a_process_ended() -> None:
    done = preloaded.run(["-c", "import os; os.kill(os.getpid(), 9)"], {})
    assert done.returncode == -signal.SIGKILL


def test_error_that_nobody_catches_is_told_and_counts_as_a_failure() -> None:
    done = preloaded.run(["-c", "1 / 0"], {})
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_files_are_made_with_the_mode_of_the_test(tmp_path: Path) -> None:
    former = os.umask(0o027)
    try:
        preloaded.run(["-c", "open('made', 'w')"], {}, folder=tmp_path)
    finally:
        os.umask(former)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o640


def test_server_ends_with_the_process_that_uses_it() -> None:
    """Else this waits for the output, which the server has open too."""
    code = "from tests import preloaded; print(preloaded.run(['-c', 'print(1)'], {}).stdout)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=preloaded.ROOT, capture_output=True, timeout=PATIENCE_S, check=True)
    assert done.stdout == b"1\n\n"
