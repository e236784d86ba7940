"""What a section of the digest is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from broadsheet.digests.issue import Issue


class Pick(NamedTuple):
    """A paper that a section wants printed, and why this subscriber sees it."""

    paper: int
    why: str
    claim: str = ""
    """Whose verdict it tells; its plot is shown, where there is one."""


Picker = Callable[[tuple[str, ...]], list[Pick]]
"""What the section has for a subscriber who asked it for these values, the best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the preferences page asks for a section."""

    label: str
    hint: str
    check: Callable[[str], str]
    """The value as it is kept; InputError says why one cannot be used."""


class Section(Protocol):
    """`read` is called once for all subscribers of an issue, with everything that any of them asked for, and does
    the reading; what it returns is called for each distinct set of wishes and only chooses.

    A section about one subscriber (votes, personal ranking) has that subscriber's account as the wished-for value.
    """

    @property
    def slug(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def most(self) -> int:
        """Papers that it prints at most."""
        ...

    @property
    def asks(self) -> Question | None:
        """None for a section that is for everyone."""
        ...

    def read(self, issue: Issue, wanted: Collection[str]) -> Picker: ...
