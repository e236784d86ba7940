"""The command `broadsheet` itself: what holds for every command, and how errors are shown."""

from __future__ import annotations

import os
from typing import IO, Any

import click

from broadsheet import startup
from broadsheet.config import BY_NAME
from broadsheet.errors import BroadsheetError


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


class ShownError(click.ClickException):
    """A BroadsheetError as a person reads it: the rule, the value, the cure."""

    exit_code = 1

    def __init__(self, error: BroadsheetError) -> None:
        super().__init__(str(error))
        self.error = error

    def show(self, file: IO[Any] | None = None) -> None:
        startup.show(self.error)


class Command(click.Command):
    """Every command takes `--home`, after its name as well as before it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(home_option())

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BroadsheetError as error:
            raise ShownError(error) from error
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:  # of any kind: what a damaged page holds may fail anywhere
            from broadsheet.causes import explained

            if found := explained(error):
                raise ShownError(found) from error
            raise


class Root(click.Group):
    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added: the first ones are needed first."""
        return list(self.commands)


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="broadsheet")
def root() -> None:
    """Broadsheet: the daily papers that check their claims.

    Begin with: broadsheet up
    """


root.params.append(home_option())
