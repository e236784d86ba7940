"""broadsheet user add, list, change, password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import print_json, print_table
from broadsheet.cli.sections import Section

if TYPE_CHECKING:
    from broadsheet.accounts.models import User

ROLES = ("reader", "staff", "superuser")
SEE_LIST = "See which users there are: broadsheet user list"


@group("user", section=Section.ACCOUNTS, example="broadsheet user add ada --role superuser")
def user() -> None:
    """People with an account: readers and staff."""


@command("add", example="broadsheet user add ada --role superuser --email ada@example.org", advice=SEE_LIST)
@click.argument("username")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="reader",
    show_default=True,
    help="`staff` open the admin, with the permissions given there; a `superuser` has all permissions.",
)
@click.option("--email", default="", help="Address, which counts as confirmed.")
@click.option("--name", default="", help="Name to show beside what the user writes (default: USERNAME).")
@json_option
@needs_database
def add(username: str, role: str, email: str, name: str, as_json: bool) -> None:
    """Add the user USERNAME and print a password for them: this once, only its hash is stored."""
    from broadsheet.accounts import users

    row, password = users.add(username, users.Role(role), email, name)
    _print_password(row, password, as_json)


@command("list", example="broadsheet user list")
@json_option
@needs_database
def list_users(as_json: bool) -> None:
    """List all users: role, address, when they came and last logged in."""
    from broadsheet.accounts.models import User

    rows = [_to_dict(row) for row in User.objects.all()]
    if as_json:
        print_json(rows)
    else:
        heads = ("username", "role", "active", "email", "joined", "logged_in")
        print_table(heads, [[_cell(row[head]) for head in heads] for row in rows])


@command("change", example="broadsheet user change ada --role reader --inactive", advice=SEE_LIST)
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), help="As of `user add`.")
@click.option(
    "--active/--inactive",
    "is_active",
    default=None,
    help="Whoever is inactive is logged out at once and cannot log in; their tokens are refused.",
)
@json_option
@needs_database
def change(username: str, role: str | None, is_active: bool | None, as_json: bool) -> None:
    """Change what the user USERNAME may do."""
    from broadsheet.accounts import users

    row = users.change(username, users.Role(role) if role else None, is_active)
    if as_json:
        print_json(_to_dict(row))
    else:
        click.echo(f"{row.username}: {users.role_of(row)}, {'active' if row.is_active else 'inactive'}.")


@command("password", example="broadsheet user password ada", advice=SEE_LIST)
@click.argument("username")
@json_option
@needs_database
def password(username: str, as_json: bool) -> None:
    """Give the user USERNAME a new password and print it; their sessions end."""
    from broadsheet.accounts import users

    text = users.reset_password(username)
    _print_password(users.get(username), text, as_json)


def _print_password(row: User, text: str, as_json: bool) -> None:
    if as_json:
        print_json({**_to_dict(row), "password": text})
    else:
        click.echo(text)
        click.echo(f"The password of {row.username}. It is not shown again.", err=True)


def _to_dict(row: User) -> dict[str, Any]:
    from broadsheet.accounts import users

    return {
        "username": row.username,
        "name": row.name,
        "email": row.email,
        "role": users.role_of(row),
        "active": row.is_active,
        "joined": row.date_joined,
        "logged_in": row.last_login,
    }


def _cell(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value or "-")


for each in (add, list_users, change, password):
    user.add_command(each)

COMMANDS = (user,)
