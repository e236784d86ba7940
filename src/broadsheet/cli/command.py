"""What command modules are made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from broadsheet.cli.root import Command

P = ParamSpec("P")
R = TypeVar("R")
Function = TypeVar("Function", bound=Callable[..., object])


def command(name: str) -> Callable[[Callable[..., object]], Command]:
    return click.command(name, cls=Command)


def needs_database(function: Callable[P, R]) -> Callable[P, R]:
    """Before the command runs: Django is set up and the home prepared (made, migrated)."""

    @wraps(function)
    def prepared(*args: P.args, **kwargs: P.kwargs) -> R:
        from broadsheet import startup

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
