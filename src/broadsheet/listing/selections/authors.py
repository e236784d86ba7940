"""The newest papers of an author, under every spelling of the name."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.selections.selection import FEED_SIZE, Selection, loaded
from broadsheet.papers import persons
from broadsheet.papers.models import Authorship, Paper, author_url
from broadsheet.papers.persons import Person
from broadsheet.papers.text import clean_line


def author(name: str, size: int = FEED_SIZE, load: Load = with_names) -> Selection:
    """By any spelling, as a paper prints it; people who share a name share a list."""
    person = person_named(name)
    about = f"The newest papers by {person.name}"
    return Selection(person.name, about, author_url(person.name), loaded(papers_by(person), size, 0, load))


def person_named(name: str) -> Person:
    name = clean_line(name)  # as it was stored: an address may write the accents apart
    person = persons.person_of(name)
    if person is None:
        raise Http404(f"There is no author {name[:80]}")
    return person


def papers_by(person: Person) -> QuerySet[Paper]:
    written = Authorship.objects.filter(author__in=person.author_ids).values("paper")
    return Paper.unmerged.filter(id__in=written).order_by("-day", "-id")
