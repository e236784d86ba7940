"""What holds of each command of the tree, and of those that are to come."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from broadsheet import interruption
from broadsheet.cli import reference, root
from broadsheet.cli.root import Command, Group
from broadsheet.cli.sections import Section


def groups(group: Group = root, before: str = "") -> Iterator[tuple[str, Group]]:
    for name, command in group.commands.items():
        if isinstance(command, Group):
            yield before + name, command
            yield from groups(command, f"{before}{name} ")


EVERY = [*reference.commands(), *groups()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In which the files are that the examples name."""
    monkeypatch.chdir(tmp_path)
    for name, _ in EVERY:
        for word in shlex.split(example(name)):
            if Path(word).suffix in (".bib", ".jsonl", ".zst", ".mbox"):
                Path(word).touch()
            elif word.startswith("collections/"):
                Path(word).mkdir(parents=True, exist_ok=True)
    return tmp_path


def example(name: str) -> str:
    command = dict(EVERY)[name]
    assert isinstance(command, Command | Group), f"{name} is made by `command` or `group` of cli/command.py"
    return command.example


def parsed(words: list[str]) -> str:
    """The full name of the command that these words call, once it has taken all of them."""
    command: click.Command = root
    context, names = click.Context(root), []
    while isinstance(command, click.Group):
        context = command.make_context(command.name, words, parent=context)
        rest = [*context._protected_args, *context.args]
        if not rest and command.invoke_without_command:
            break
        name, found, words = command.resolve_command(context, rest)
        assert name is not None
        assert found is not None
        names.append(name)
        command = found
    else:
        command.make_context(command.name, words, parent=context)
    return " ".join(names)


@pytest.mark.parametrize("name", list(root.commands))
def test_command_stands_in_a_section_of_the_help(name: str) -> None:
    assert isinstance(getattr(root.commands[name], "section", None), Section)


def test_help_shows_every_section_with_its_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    said = root.get_help(click.Context(root, info_name="broadsheet"))
    places = [said.index(f"\n{section}:\n") for section in Section]
    assert places == sorted(places)
    assert all(f"\n  {name} " in said for name in root.commands)
    assert "..." not in said.partition("\n")[2], "each says its first sentence whole"


@pytest.mark.parametrize(("name", "command"), EVERY)
def test_help_of_a_command_ends_with_its_example(name: str, command: click.Command) -> None:
    said = command.get_help(click.Context(command, info_name=name))
    assert said.endswith(f"Example:\n  {example(name)}")


@pytest.mark.parametrize("name", [name for name, _ in reference.commands()])
def test_example_calls_the_command_that_it_is_of(name: str, folder: Path) -> None:
    program, *words = shlex.split(example(name))
    assert program == "broadsheet"
    assert parsed(words) == name


@pytest.mark.parametrize(("name", "group"), list(groups()))
def test_example_of_a_group_calls_something_in_it(name: str, group: Group, folder: Path) -> None:
    assert parsed(shlex.split(example(name))[1:]).startswith(name)


@pytest.mark.parametrize(("name", "command"), list(reference.commands()))
def test_interrupted_command_says_in_one_line_how_to_go_on(name: str, command: Command, folder: Path) -> None:
    def work(**options: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        signal.pause()

    def call() -> None:
        command.callback = work
        root(shlex.split(example(name))[1:], prog_name="broadsheet")

    code, said = outcome(lambda: interruption.run(call), folder)
    assert code == interruption.EXIT_CODE
    assert said == f"Stopped. {command.advice}\n"
    assert len(command.advice) > 20


def outcome(work: Callable[[], None], folder: Path) -> tuple[int, str]:
    """Exit code and standard error of a process of its own."""
    said = folder / "stderr"
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            work()
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said.read_text()
