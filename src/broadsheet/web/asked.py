"""What the address of the search page says: text, filters, examples, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from urllib.parse import quote_plus

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from broadsheet.api.sought import MAX_EXAMPLES, examples
from broadsheet.search.query.filters import RESOLVERS, is_year

MAX_TEXT_CHARS = 880
"""Of any script it fits in an address, and it is more of a pasted abstract than the embedding reads."""
SORTS = ("date", "votes")
_quoted = lru_cache(maxsize=1_024)(quote_plus)
"""A page of results has a hundred addresses, most of their parts alike."""
_FILTERS = ("field", "source", "year", "code", "claim")


@dataclass(frozen=True, slots=True)
class Asked:
    text: str
    field: str = ""
    source: str = ""
    year: str = ""
    code: str = ""
    claim: str = ""
    sort: str = ""
    prior: str = ""
    """`off`, or empty: as the settings say."""
    like: tuple[str, ...] = ()
    """Public ids; so is `unlike`."""
    unlike: tuple[str, ...] = ()

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force."""
        return {name: value for name in _FILTERS if (value := getattr(self, name))}

    @property
    def asks(self) -> bool:
        return bool(self.text or self.chosen or self.like)

    @property
    def address(self) -> str:
        """From the first page on."""
        values = [("q", self.text), *self.chosen.items(), ("sort", self.sort), ("prior", self.prior)]
        values += [("like", paper) for paper in self.like] + [("unlike", paper) for paper in self.unlike]
        given = "&".join(f"{name}={_quoted(value)}" for name, value in values if value)
        return _search_page(get_script_prefix()) + (f"?{given}" if given else "")

    def changed(self, **changes: str) -> str:
        """The address with some of it changed."""
        named = {"text" if name == "q" else name: value for name, value in changes.items()}
        return replace(self, **named).address  # type: ignore[arg-type]

    def more_like(self, paper: str) -> str:
        return self._without(paper)._with(like=[*self._without(paper).like, paper])

    def less_like(self, paper: str) -> str:
        return self._without(paper)._with(unlike=[*self._without(paper).unlike, paper])

    def forgetting(self, paper: str) -> str:
        return self._without(paper).address

    @property
    def period(self) -> tuple[date | None, date | None]:
        if not self.year:
            return None, None
        return date(int(self.year), 1, 1), date(int(self.year) + 1, 1, 1)

    def _without(self, paper: str) -> Asked:
        return replace(
            self,
            like=tuple(each for each in self.like if each != paper),
            unlike=tuple(each for each in self.unlike if each != paper),
        )

    def _with(self, **examples: Sequence[str]) -> str:
        latest = {name: tuple(papers[-MAX_EXAMPLES:]) for name, papers in examples.items()}
        return replace(self, **latest).address  # type: ignore[arg-type]


def asked_by(request: HttpRequest) -> Asked:
    """What cannot be is left out: nothing in an address is an error."""
    given = {
        name: request.GET.get(name, "").replace("\0", "").strip()
        for name in ("q", *_FILTERS, "sort", "prior")
    }
    return Asked(
        text=given["q"][:MAX_TEXT_CHARS],
        field=given["field"][:100],
        source=given["source"][:100],
        year=given["year"] if is_year(given["year"]) else "",
        code="yes" if given["code"] else "",
        claim=given["claim"].lower() if given["claim"].lower() in _verdicts() else "",
        sort=given["sort"] if given["sort"] in SORTS else "",
        prior="off" if given["prior"] == "off" else "",
        like=examples(request.GET, "like"),
        unlike=examples(request.GET, "unlike"),
    )


@cache
def _search_page(prefix: str) -> str:
    return reverse("search")


def _verdicts() -> frozenset[str]:
    return RESOLVERS["claim"].values if "claim" in RESOLVERS else frozenset()
