"""broadsheet token create, list, revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import print_json, print_table
from broadsheet.cli.sections import Section

if TYPE_CHECKING:
    from broadsheet.api.models import Token

SCOPES = ("read", "admin")


@group("token", section=Section.PROGRAMS, example="broadsheet token create my-script")
def token() -> None:
    """Tokens by which programs name themselves to the API."""


@command(
    "create",
    example="broadsheet token create my-script --scope read --days 90",
    advice="See whether it was made: broadsheet token list",
)
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=("read",),
    show_default=True,
    help="What it allows; give it again for another one.",
)
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="Valid for so many days (default: until revoked)."
)
@json_option
@needs_database
def create(name: str, scopes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    """Make a token called NAME and print it: this once, for it is not kept."""
    from broadsheet import process
    from broadsheet.api import tokens
    from broadsheet.api.models import Scope

    now = process.now()
    expires = now + timedelta(days=days) if days else None
    row, text = tokens.create(name, [Scope(scope) for scope in set(scopes)], now, expires)
    if as_json:
        print_json({**_said(row), "token": text})
    else:
        click.echo(text)
        click.echo("Send it as: Authorization: Bearer TOKEN. It is not shown again.", err=True)


@command(
    "list",
    example="broadsheet token list",
)
@json_option
@needs_database
def list_tokens(as_json: bool) -> None:
    """List all tokens: name, beginning, scopes, when used last."""
    from broadsheet.api.models import Token

    rows = [_said(row) for row in Token.objects.all()]
    if as_json:
        print_json(rows)
    else:
        heads = ("name", "begins", "scopes", "created", "used", "state")
        print_table(
            heads, [[" ".join(row[h]) if h == "scopes" else row[h] or "-" for h in heads] for row in rows]
        )


@command(
    "revoke",
    example="broadsheet token revoke my-script",
    advice="See whether it was revoked: broadsheet token list",
)
@click.argument("name")
@json_option
@needs_database
def revoke(name: str, as_json: bool) -> None:
    """Make the token called NAME useless, at once."""
    from broadsheet import process
    from broadsheet.api import tokens

    row = tokens.revoke(name, process.now())
    if as_json:
        print_json(_said(row))
    else:
        click.echo(f"Revoked {name}.")


def _said(row: Token) -> dict[str, Any]:
    from broadsheet import process

    state = "revoked" if row.revoked else "valid" if row.is_valid(process.now()) else "expired"
    return {
        "name": row.name,
        "begins": row.beginning,
        "scopes": row.scopes,
        "created": row.created,
        "expires": row.expires,
        "used": row.used,
        "state": state,
    }


for each in (create, list_tokens, revoke):
    token.add_command(each)

COMMANDS = (token,)
