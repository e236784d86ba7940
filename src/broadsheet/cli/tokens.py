"""broadsheet token create, list, revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import print_json, print_table
from broadsheet.cli.sections import Section

if TYPE_CHECKING:
    from broadsheet.accounts.models import Token

SCOPES = ("read", "write", "admin")


owner_option = click.option(
    "--user", "owner", metavar="NAME", help="The user whose token it is (default: the administrator's own)."
)


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
@owner_option
@json_option
@needs_database
def create(name: str, scopes: tuple[str, ...], days: int | None, owner: str | None, as_json: bool) -> None:
    """Make a token called NAME and print it: this once, for it is not kept."""
    from broadsheet import process
    from broadsheet.accounts import tokens, users
    from broadsheet.accounts.models import Scope

    now = process.now()
    expires = now + timedelta(days=days) if days else None
    user = users.get(owner) if owner else None
    row, text = tokens.create(name, [Scope(scope) for scope in set(scopes)], now, expires, user)
    if as_json:
        print_json({**_to_dict(row), "token": text})
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
    """List all tokens: owner, name, beginning, scopes, when used last."""
    from broadsheet.accounts.models import Token

    rows = [_to_dict(row) for row in Token.objects.select_related("user")]
    if as_json:
        print_json(rows)
    else:
        heads = ("name", "user", "begins", "scopes", "created", "used", "state")
        print_table(
            heads, [[" ".join(row[h]) if h == "scopes" else row[h] or "-" for h in heads] for row in rows]
        )


@command(
    "revoke",
    example="broadsheet token revoke my-script",
    advice="See whether it was revoked: broadsheet token list",
)
@click.argument("name")
@owner_option
@json_option
@needs_database
def revoke(name: str, owner: str | None, as_json: bool) -> None:
    """Make the token called NAME useless, at once."""
    from broadsheet import process
    from broadsheet.accounts import tokens, users

    row = tokens.revoke(name, process.now(), users.get(owner) if owner else None)
    if as_json:
        print_json(_to_dict(row))
    else:
        click.echo(f"Revoked {name}.")


def _to_dict(row: Token) -> dict[str, Any]:
    from broadsheet import process

    return {
        "name": row.name,
        "user": row.user.username if row.user else None,
        "begins": row.beginning,
        "scopes": row.scopes,
        "created": row.created,
        "expires": row.expires,
        "used": row.used,
        "state": row.state(process.now()),
    }


for each in (create, list_tokens, revoke):
    token.add_command(each)

COMMANDS = (token,)
