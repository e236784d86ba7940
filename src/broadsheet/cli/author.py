"""broadsheet author show, split, join, undo, rulings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from broadsheet.cli.command import command, group, json_option, needs_database
from broadsheet.cli.printing import plural, print_json, print_table
from broadsheet.cli.sections import Section
from broadsheet.errors import InputError

if TYPE_CHECKING:
    from broadsheet.papers.persons import Person

ADVICE = "It was done whole or not at all: broadsheet author rulings"


@group("author", section=Section.BRING, example='broadsheet author show "Ada Lovelace"')
def author() -> None:
    """Which spellings of authors' names are one person's."""


@command("show", example='broadsheet author show "Ada Lovelace"')
@click.argument("name")
@json_option
@needs_database
def show(name: str, as_json: bool) -> None:
    """Show the spellings of the author NAME, as a paper prints it, and those that could be another's."""
    _print(name, as_json)


@command("split", example='broadsheet author split "A. Lovelace"', advice=ADVICE)
@click.argument("name")
@json_option
@needs_database
def split(name: str, as_json: bool) -> None:
    """Let the spelling NAME stand alone: it is another person's than the rule says."""
    from broadsheet.papers import persons

    persons.split(name)
    _print(name, as_json)


@command("join", example='broadsheet author join "A. Byron" "Ada Lovelace"', advice=ADVICE)
@click.argument("name")
@click.argument("person")
@json_option
@needs_database
def join(name: str, person: str, as_json: bool) -> None:
    """Make the spelling NAME one more of the author PERSON."""
    from broadsheet.papers import persons

    persons.join(name, person)
    _print(name, as_json)


@command("undo", example='broadsheet author undo "A. Lovelace"', advice=ADVICE)
@click.argument("name")
@json_option
@needs_database
def undo(name: str, as_json: bool) -> None:
    """Take back what split or join said of the spelling NAME: the rule decides again."""
    from broadsheet.papers import persons

    persons.undo(name)
    _print(name, as_json)


@command("rulings", example="broadsheet author rulings")
@json_option
@needs_database
def rulings(as_json: bool) -> None:
    """List what split and join said."""
    from broadsheet.papers.models import NameRuling

    rows = list(NameRuling.objects.values("name", "person"))
    if as_json:
        print_json(rows)
    else:
        print_table(("spelling", "person"), [[row["name"], row["person"]] for row in rows])


def _print(name: str, as_json: bool) -> None:
    person = _person(name)
    if as_json:
        print_json(
            {"name": person.name, "spellings": list(person.spellings), "undecided": list(person.undecided)}
        )
        return
    click.echo(f"{person.name}: {plural(len(person.spellings), 'spelling')}")
    for spelling in list(person.spellings)[1:]:
        click.echo(f"  also {spelling}")
    for other in person.undecided:
        click.echo(f"  undecided {other}")


def _person(name: str) -> Person:
    from broadsheet.papers import persons, spelling_index

    spelling_index.catch_up()
    person = persons.person_of(name)
    if person is None:
        raise InputError("An author is named as a paper prints the name", name)
    return person


for each in (show, split, join, undo, rulings):
    author.add_command(each)

COMMANDS = (author,)
