"""Building blocks of command modules: the command class, and set-up before a command runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click

from broadsheet.cli.root import Command, Group
from broadsheet.cli.sections import Section
from broadsheet.interruption import BEGIN_AGAIN

P = ParamSpec("P")
R = TypeVar("R")
Function = TypeVar("Function", bound=Callable[..., object])


def command(
    name: str, *, example: str, section: Section | None = None, advice: str = BEGIN_AGAIN
) -> Callable[[Callable[..., object]], Command]:
    """`example`: a line that works in every instance. `advice`: how to go on after Ctrl-C. `section`: of the
    program's help; none within a group."""
    return click.command(name, cls=Command, example=example, section=section, advice=advice)


def group(
    name: str, *, example: str, section: Section | None = None, cls: type[Group] = Group, **options: Any
) -> Callable[[Callable[..., object]], Group]:
    return click.group(name, cls=cls, example=example, section=section, **options)


def needs_database(function: Callable[P, R]) -> Callable[P, R]:
    """Set up Django and prepare the home (create, migrate) before the command runs."""

    @wraps(function)
    def prepared(*args: P.args, **kwargs: P.kwargs) -> R:
        from broadsheet.server import startup

        startup.prepare()
        return function(*args, **kwargs)

    return prepared


def json_option(function: Function) -> Function:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def limit_option(default: int) -> Callable[[Function], Function]:
    return click.option(
        "--limit",
        type=click.IntRange(1, 10_000),
        default=default,
        show_default=True,
        help="At most this many.",
    )
