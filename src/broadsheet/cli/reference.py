"""Generate docs/cli.md and docs/settings.md from the commands and settings themselves.

python -m broadsheet.cli.reference cli > docs/cli.md
python -m broadsheet.cli.reference settings > docs/settings.md
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

import click

from broadsheet.cli import root
from broadsheet.cli.root import Command, Group
from broadsheet.config import SETTINGS, Setting
from broadsheet.interruption import BEGIN_AGAIN

CLI_HEAD = """# Command line

Every command takes `--home DIR` and `--help`; `--home` may also stand before the command. Commands that print data
print JSON with `--json`. A home that is new or of an older version is prepared by whatever command comes first; the
built-in papers are taken in by `broadsheet up` (or `broadsheet import --built-in`).

Exit codes: 0 done, 1 something is wrong (said on standard error: the rule, what was received, the cure), 2 the
command was written wrongly, 130 stopped by Ctrl-C. Long work shows count, rate and time left on a terminal, plain
lines elsewhere. Tables and paragraphs keep within the columns of a terminal; elsewhere each row is one line.

Ctrl-C ends every command in one line that says how to go on: what was taken in, computed or sent is kept. (`broadsheet
up` and `broadsheet worker` end with 0, for that is how they are stopped.) A second Ctrl-C does not wait for anything.

## Completion by the shell

Commands, options and their values complete with the Tab key. For bash (4.4 or newer), in `~/.bashrc`:

    eval "$(_BROADSHEET_COMPLETE=bash_source broadsheet)"

For zsh, in `~/.zshrc`:

    eval "$(_BROADSHEET_COMPLETE=zsh_source broadsheet)"

For fish, in `~/.config/fish/completions/broadsheet.fish`:

    _BROADSHEET_COMPLETE=fish_source broadsheet | source

`broadsheet` must be found by its name: after `make up`, `export PATH="$PWD/.venv/bin:$PATH"` in the checkout.
"""
SETTINGS_HEAD = """# Settings

Every setting is an environment variable. A secret may instead stand in a file, which the same variable with `_FILE`
at its end names. `broadsheet settings` shows the values in force.
"""


def cli() -> str:
    parts, section = [CLI_HEAD], None
    for name, command in commands():
        above = getattr(root.commands[name.split()[0]], "section", None)
        parts += [] if above == section else [f"## {above}\n"]
        parts.append(_command(name, command))
        section = above
    return "\n".join(parts)


def commands(group: Group = root, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its full name, such as `token create`, in the order of the help."""
    for name in group.list_commands(click.Context(group)):
        command = group.commands[name]
        if isinstance(command, Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


def settings() -> str:
    return "\n".join([SETTINGS_HEAD, *(_setting(setting) for setting in SETTINGS)])


def _command(name: str, command: click.Command) -> str:
    usage = " ".join(["broadsheet", name, *_arguments(command)])
    options = [_option(p) for p in command.params if isinstance(p, click.Option) and p.name != "home"]
    assert isinstance(command, Command)
    example = f"    {command.example}"
    advice = "" if command.advice == BEGIN_AGAIN else f"After Ctrl-C: {command.advice}"
    parts = [f"### {usage}", inspect.cleandoc(command.help or ""), example, "\n".join(options), advice]
    return "\n\n".join(part for part in parts if part) + "\n"


def _arguments(command: click.Command) -> list[str]:
    return [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]


def _option(option: click.Option) -> str:
    name = ", ".join(option.opts)
    if not option.is_flag:
        name += f" {option.metavar or _values(option.type)}"
    values = option.default if isinstance(option.default, tuple) else (option.default,)
    default = f" (default: {', '.join(map(str, values))})" if option.show_default else ""
    return f"- `{name}`: {option.help}{default}"


def _values(kind: click.ParamType[object]) -> str:
    return (
        "|".join(kind.choices) if isinstance(kind, click.Choice) else "N" if "int" in kind.name else "VALUE"
    )


def _setting(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "empty"
    secret = f" A secret: `{setting.variable}_FILE` may name a file instead." if setting.secret else ""
    return f"## {setting.variable}\n\n{setting.help}{secret}\n\nDefault: {default}.\n"


if __name__ == "__main__":
    print({"cli": cli, "settings": settings}[sys.argv[1]](), end="")
