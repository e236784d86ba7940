"""The command `broadsheet` itself: options of every command, and the display of errors."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from typing import IO, Any

import click

from broadsheet import __version__
from broadsheet.cli.layout import wrap
from broadsheet.cli.sections import Section
from broadsheet.config import BY_NAME
from broadsheet.errors import BroadsheetError
from broadsheet.interruption import BEGIN_AGAIN, Stopped, interruption
from broadsheet.server import startup


def _use_home(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        os.environ[BY_NAME["HOME"].variable] = value


def home_option() -> click.Option:
    return click.Option(
        ["--home"],
        metavar="DIR",
        help="Folder of the database and the index (default: BROADSHEET_HOME, or ~/.broadsheet).",
        is_eager=True,
        expose_value=False,
        callback=_use_home,
    )


NARROW = 50
FIRST_SENTENCE = 1_000
"""Characters after which click cuts it off."""


class ShownError(click.ClickException):
    """A BroadsheetError as a person reads it: the rule, the value, the cure."""

    exit_code = 1

    def __init__(self, error: BroadsheetError) -> None:
        super().__init__(str(error))
        self.error = error

    def show(self, file: IO[Any] | None = None) -> None:
        startup.show(self.error)


class NarrowFormatter(click.HelpFormatter):
    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 10, col_spacing: int = 2) -> None:
        super().write_dl(rows, col_max, col_spacing)


class Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        """click's own does not go below 50 columns."""
        width = shutil.get_terminal_size().columns - 2
        return NarrowFormatter(width=width) if width < NARROW else super().make_formatter()


class Explained:
    """Shared behaviour of commands and groups: an example in their help, readable errors, and the advice after
    Ctrl-C."""

    def __init__(
        self,
        *args: Any,
        example: str = "",
        section: Section | None = None,
        advice: str = BEGIN_AGAIN,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.example, self.section, self.advice = example, section, advice
        self.params: list[click.Parameter]
        self.params.append(home_option())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.example:
            with formatter.section("Example"):
                indent = " " * formatter.current_indent
                formatter.write(wrap(indent + self.example, formatter.width, indent * 2) + "\n")

    def invoke(self, ctx: click.Context) -> Any:
        interruption.advice = self.advice
        try:
            interruption.error = KeyboardInterrupt
            return super().invoke(ctx)  # type: ignore[misc]
        except BroadsheetError as error:
            raise ShownError(error) from error
        except KeyboardInterrupt as error:
            raise Stopped from error
        except click.Abort as error:
            raise (Stopped if interruption.came else click.Abort) from error
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:  # of any kind: what a damaged page holds may fail anywhere
            from broadsheet.causes import explained

            if found := explained(error):
                raise ShownError(found) from error
            raise
        finally:
            interruption.error = Stopped


class Command(Explained, click.Command):
    """Every command takes `--home`, after its name as well as before it."""

    context_class = Context


class Group(Explained, click.Group):
    command_class = Command
    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added: the first ones are needed first."""
        return [name for names in self.sections().values() for name in names]

    def sections(self) -> dict[Section | None, list[str]]:
        """Names of the commands by section, in the sections' order; those of a subordinate group have none."""
        found: dict[Section | None, list[str]] = {section: [] for section in (*Section, None)}
        for name, command in self.commands.items():
            found[getattr(command, "section", None)].append(name)
        return {section: names for section, names in found.items() if names}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, names in self.sections().items():
            with formatter.section(section or "Commands"):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(FIRST_SENTENCE)) for name in names]
                )


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    example='broadsheet search "reinforcement learning" --limit 5',
)
@click.version_option(__version__, prog_name="broadsheet")
def root() -> None:
    """Broadsheet: the daily papers that check their claims.

    Begin with: broadsheet up. Each command explains itself, with an example: broadsheet search --help.
    """
