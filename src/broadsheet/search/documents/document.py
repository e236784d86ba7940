"""The document that the index holds of a paper, and the tags by which it is filtered."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

HAS_CODE = "has:code"


class Document(NamedTuple):
    id: int
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organisation: str = ""
    identifiers: tuple[str, ...] = ()
    """`scheme:value`."""
    title_hash: int = 0
    fields: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: date | None = None
    has_code: bool = False
    revision: int = 0

    @property
    def tags(self) -> tuple[str, ...]:
        return tags(self.fields, self.sources, self.has_code)

    @property
    def day(self) -> int:
        return day_number(self.published)


@lru_cache(maxsize=4_096)
def tags(fields: tuple[str, ...], sources: tuple[str, ...], has_code: bool) -> tuple[str, ...]:
    """The values of all filters that tags answer; `field:cs` finds cs.LG too."""
    made = {field_tag(code) for code in fields}
    made |= {field_tag(code.split(".")[0]) for code in fields if "." in code}
    made |= {source_tag(source) for source in sources}
    if has_code:
        made.add(HAS_CODE)
    return tuple(sorted(made))


def field_tag(code: str) -> str:
    return f"field:{code.lower()}"


def source_tag(source: str) -> str:
    return f"source:{source.lower()}"


def day_number(day: date | None) -> int:
    """Days since the year 1; 0 where the day is unknown."""
    return day.toordinal() if day else 0
