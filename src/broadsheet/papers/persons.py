"""Persons: which spellings of authors' names are one person's.

The rule is that of merging (`names.same_author`), which asks whether two names could be one person. A page needs more:
a spelling belongs to a person only if nothing speaks for another one. So spellings are folded where all that could be
one person's could be each other's, and no paper prints two of them side by side: `J. Smith` is nobody's while there
are a `John` and a `Jane Smith`. An administrator's ruling stands before the rule, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.db import transaction

from broadsheet.errors import InputError
from broadsheet.papers.models import Author, Authorship, Counter, NameRuling, SpellingKey
from broadsheet.papers.names import same_author, spelling_keys
from broadsheet.papers.rows import ids_by, rows_in
from broadsheet.papers.spelling_index import key_hashes

RULINGS = "name-rulings"
"""Counter of changes by hand, which stored answers follow."""
MOST_SPELLINGS = 60
"""More that could be one person's are nobody's in particular."""


@dataclass(frozen=True)
class Person:
    spellings: Mapping[str, int]
    """{name as printed: id of its `Author`}, the one of most papers first."""
    undecided: tuple[str, ...] = ()
    """Names that could be this person's or another's."""

    @property
    def name(self) -> str:
        return next(iter(self.spellings))

    @property
    def author_ids(self) -> list[int]:
        return list(self.spellings.values())


def person_of(name: str) -> Person | None:
    """Of whoever is printed so; None if no paper prints it."""
    ids = ids_by(Author, "name", [name])
    if not ids:
        return None
    spellings, undecided = _Spellings().of(name)
    counts = _papers_of(ids_by(Author, "name", spellings))
    ordered = sorted(counts, key=lambda each: (-counts[each][1], -len(each), each))
    return Person({each: counts[each][0] for each in ordered}, tuple(sorted(undecided)))


def folded(counts: Mapping[str, int]) -> dict[tuple[str, ...], int]:
    """{spellings of a person: sum}, of names with a number each: the greatest first, in each the most frequent
    spelling first. Only names that might be another of the same list cost a query."""
    by_key: dict[str, list[str]] = {}
    for name in counts:
        for key in spelling_keys(name):
            by_key.setdefault(key, []).append(name)
    spellings, taken, groups = _Spellings(), set[str](), list[tuple[str, ...]]()
    for name in counts:
        if name in taken:
            continue
        others = set(_compatible(name, by_key))
        may_be_more = len(others) > 1 or spellings.is_ruled(name)
        group = spellings.of(name)[0] & counts.keys() if may_be_more else {name}
        taken |= group
        groups.append(tuple(sorted(group, key=lambda each: (-counts[each], -len(each), each))))
    sums = {group: sum(counts[each] for each in group) for group in groups}
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def split(name: str) -> None:
    """From now on this spelling stands alone."""
    _rule(name, name)


def join(name: str, person: str) -> None:
    """From now on this spelling is another one of that person's."""
    if name == person:
        raise InputError("A spelling is joined to another one", name)
    rulings = _rulings()
    if (other := rulings.get(person, person)) != person:
        raise InputError(
            "A spelling is joined to one that is not joined itself", person, f"Join it to {other}."
        )
    if joined := sorted(each for each, other in rulings.items() if other == name != each):
        raise InputError(
            "A spelling to which others are joined stays", name, f"First undo {', '.join(joined)}."
        )
    _check_known(person)
    _rule(name, person)


def undo(name: str) -> None:
    """Let the rule decide again."""
    with transaction.atomic():
        Counter.advance(RULINGS)
        if not NameRuling.objects.filter(name=name).delete()[0]:
            raise InputError(
                "There is no ruling on this spelling", name, "See all: broadsheet author rulings"
            )


def _rule(name: str, person: str) -> None:
    _check_known(name)
    with transaction.atomic():
        Counter.advance(RULINGS)
        NameRuling.objects.update_or_create(name=name, defaults={"person": person})


def _check_known(name: str) -> None:
    if not Author.objects.filter(name=name).exists():
        raise InputError("An author is named as a paper prints the name", name)


def _rulings() -> dict[str, str]:
    return dict(NameRuling.objects.values_list("name", "person"))


class _Spellings:
    """The rule and the rulings, as they are now."""

    @cached_property
    def _rulings(self) -> dict[str, str]:
        return _rulings()

    def is_ruled(self, name: str) -> bool:
        return name in self._rulings or name in self._rulings.values()

    def of(self, name: str) -> tuple[set[str], set[str]]:
        """(spellings of its person, names that are undecided)"""
        person = self._rulings.get(name, name)
        alone = person in self._rulings
        group, undecided = ({person}, set[str]()) if alone else self._by_rule(person)
        joined = {each for each, other in self._rulings.items() if other in group}
        return group | joined, undecided - joined

    def _by_rule(self, name: str) -> tuple[set[str], set[str]]:
        alike = self._alike([name])[name]
        if len(alike) == 1:
            return alike, set()
        if len(alike) > MOST_SPELLINGS or not _all_alike(alike) or _side_by_side(alike):
            return {name}, alike - {name}
        nearby = self._alike(alike)
        group = {each for each in alike if nearby[each] <= alike}
        return group, alike - group

    def _alike(self, names: Collection[str]) -> dict[str, set[str]]:
        """{name: all names of authors that could be the same person, itself too}"""
        hashes = key_hashes(names)
        keyed = rows_in(SpellingKey, ("author_id", "key"), "key", hashes)
        candidates = [name for (name,) in rows_in(Author, ("name",), "id", {author for author, _ in keyed})]
        by_key: dict[str, set[str]] = {}
        for candidate in candidates:
            if candidate not in self._rulings:
                for key in spelling_keys(candidate):
                    by_key.setdefault(key, set()).add(candidate)
        return {name: {name, *_compatible(name, by_key)} for name in names}


def _compatible(name: str, by_key: Mapping[str, Collection[str]]) -> Iterator[str]:
    return (each for key in spelling_keys(name) for each in by_key.get(key, ()) if same_author(name, each))


def _all_alike(names: Iterable[str]) -> bool:
    return all(same_author(one, other) for one, other in combinations(names, 2))


def _side_by_side(names: Collection[str]) -> bool:
    """Whether a paper prints two of them."""
    ids = ids_by(Author, "name", names).values()
    places = set(rows_in(Authorship, ("paper_id", "author_id"), "author_id", ids))
    return len({paper for paper, _ in places}) < len(places)


def _papers_of(ids: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """{name: (id, number of its papers)}"""
    counts = dict.fromkeys(ids.values(), 0)
    for (author,) in rows_in(Authorship, ("author_id",), "author_id", ids.values()):
        counts[author] += 1
    return {name: (author, counts[author]) for name, author in ids.items()}
