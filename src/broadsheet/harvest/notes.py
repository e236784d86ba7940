"""Notes on unreadable fields: a minor field is left out with a note, and the record is stored.

Minor is every field but the title and the key, without which there is no paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from broadsheet.errors import RecordError
from broadsheet.harvest.dates import UNDATED, Dated, read_date
from broadsheet.papers.precision import Precision
from broadsheet.papers.record import MAX_ABSTRACT_CHARS, MAX_AUTHORS, RecordAuthor

MAX_NOTES = 20
MAX_NOTE_CHARS = 400

T = TypeVar("T")


class Notes(list[str]):
    def add(self, reason: object) -> None:
        text = " ".join(str(reason).split())[:MAX_NOTE_CHARS]
        if text and text not in self and len(self) < MAX_NOTES:
            self.append("".join(c if c.isprintable() else "\ufffd" for c in text))

    def read(self, default: T, reader: Callable[..., T], *arguments: object) -> T:
        """The result of `reader`; the default, and a note, if the value breaks a rule."""
        try:
            return reader(*arguments)
        except RecordError as error:
            self.add(error)
            return default

    def several(self, reader: Callable[..., Sequence[T]], *arguments: object) -> Sequence[T]:
        """The results of `reader`; none, and a note, if the value breaks a rule."""
        return self.read((), reader, *arguments)

    def date(self, value: object, name: str) -> Dated:
        found = self.read(UNDATED, read_date, value, name)
        if found.note:
            self.add(found.note)
        return found

    def day(self, value: object, name: str) -> Dated:
        """A date that is of use only if it is known to the day: of a revision, of a list."""
        found = self.date(value, name)
        if found.precision is not Precision.DAY:
            self.add(f"`{name}` is known to the day (received: {value}).")
            return UNDATED
        return found

    def abstract(self, text: str) -> str:
        if len(text) <= MAX_ABSTRACT_CHARS:
            return text
        self.add(
            f"An abstract has at most {MAX_ABSTRACT_CHARS} characters (received: {len(text)}); it was cut."
        )
        return text[:MAX_ABSTRACT_CHARS].rstrip()

    def authors(self, stated: Iterable[RecordAuthor]) -> tuple[RecordAuthor, ...]:
        named = tuple(stated)
        if len(named) > MAX_AUTHORS:
            self.add(
                f"A paper has at most {MAX_AUTHORS} authors (received: {len(named)}); the first were taken."
            )
            named = named[:MAX_AUTHORS]
        return named
