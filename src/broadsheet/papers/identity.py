"""Match a new record to its paper: by a shared identifier, else by title plus an author and year.

Rules, in order:
1. An identifier that a paper already has decides.
2. Else the same normalised title, if nothing contradicts it: years at most one apart where both are known (any number
   apart under a title of `LONG_TITLE` letters by the same several authors, all of them),
   a common author where both name authors, and no two different identifiers of one exclusive scheme.
   A common author, or the same place in the same list, proves it; without such proof a title shorter than
   `SHORT_TITLE` says nothing, and several papers that would fit fit none. Authors are compared as everywhere
   (`papers/names.py`); where no more than a surname is common (Bob and Robert Smith, but Li and Wei Wang too), the title
   must have `LONG_TITLE` letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from broadsheet.papers.models import Authorship, Listing, Paper
from broadsheet.papers.models import Identifier as IdentifierRow
from broadsheet.papers.names import name_keys, same_author, script_of, surname_key
from broadsheet.papers.prepare import Prepared
from broadsheet.papers.rows import rows_in
from broadsheet.papers.titles import title_key

SHORT_TITLE = 13
"""Letters of the normalised title below which it alone proves nothing ("Introduction")."""
LONG_TITLE = 40
"""Letters from which on nobody of the same surname happens upon the same title in the same year."""
MANY_TO_ONE_SCHEMES = frozenset({"doi", "broadsheet", "url"})
"""A paper may have several of these; of any other scheme it has one."""


class Agreement(Enum):
    """How the authors of two records compare."""

    COMMON = auto()
    SURNAME = auto()
    """Somebody of the same surname, whose other names contradict."""
    UNKNOWN = auto()
    """One has none, or theirs are in other scripts."""
    NONE = auto()


@dataclass
class Candidate:
    paper_id: int
    key: str
    year: int | None
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Names by their lookup keys."""
    scripts: set[str] = field(default_factory=set)
    authors: int = 0
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: set[tuple[str, int]] = field(default_factory=set)


def match(records: Sequence[Prepared]) -> dict[int, int]:
    """{index of the record: id of the paper it belongs to}, for those that belong to one."""
    matched = _by_identifier(records)
    rest = [index for index in range(len(records)) if index not in matched]
    return matched | _by_title({index: records[index] for index in rest})


def _by_identifier(records: Sequence[Prepared]) -> dict[int, int]:
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    for index, record in enumerate(records):
        for identifier in record.identifiers:
            wanted[identifier.scheme][identifier.value] = index
    matched: dict[int, int] = {}
    for scheme, indexes in wanted.items():
        for value, paper_id in rows_in(IdentifierRow, ("value", "paper_id"), "value", indexes, scheme=scheme):
            matched.setdefault(indexes[value], paper_id)
    return matched


def _by_title(records: dict[int, Prepared]) -> dict[int, int]:
    candidates = _candidates(record.content.title_hash for record in records.values())
    matched = {}
    for index, record in records.items():
        paper_id = _fit(record, candidates.get(record.content.title_hash, ()))
        if paper_id is not None:
            matched[index] = paper_id
    return matched


def _candidates(hashes: Iterable[int]) -> dict[int, list[Candidate]]:
    found: dict[int, list[Candidate]] = defaultdict(list)
    by_id: dict[int, Candidate] = {}
    same_hash = [row[0] for row in rows_in(Paper, ("id",), "title_hash", set(hashes) - {NO_TITLE})]
    for paper in (
        Paper.unmerged.filter(id__in=same_hash).order_by("id").only("id", "title", "title_hash", "published")
    ):
        year = paper.published.year if paper.published else None
        by_id[paper.id] = Candidate(paper.id, title_key(paper.title), year)
        found[paper.title_hash].append(by_id[paper.id])
    if not by_id:
        return found
    names = Authorship.objects.filter(paper__in=by_id).values_list("paper_id", "author__name")
    for paper_id, name in names:
        by_id[paper_id].authors += 1
        by_id[paper_id].scripts.add(script_of(name))
        for name_key in name_keys(name):
            by_id[paper_id].names[name_key].append(name)
    identifiers = IdentifierRow.objects.filter(paper__in=by_id).values_list("paper_id", "scheme", "value")
    for paper_id, scheme, value in identifiers:
        by_id[paper_id].values[scheme].add(value)
    places = Listing.objects.filter(paper__in=by_id).values_list("paper_id", "paper_list__slug", "position")
    for paper_id, slug, position in places:
        by_id[paper_id].places.add((slug, position))
    return found


def _fit(record: Prepared, candidates: Sequence[Candidate]) -> int | None:
    if not candidates:
        return None
    key = title_key(record.content.title)
    fitting = [candidate for candidate in candidates if candidate.key == key and _agrees(record, candidate)]
    places = {(listing.list_slug, listing.position) for _, listing in record.content.listings}
    common = {c.paper_id for c in fitting if _authors(record, c) is Agreement.COMMON}
    proven = [c for c in fitting if c.paper_id in common or places & c.places]
    if proven:
        return proven[0].paper_id
    return fitting[0].paper_id if len(fitting) == 1 and len(key) >= SHORT_TITLE else None


def _agrees(record: Prepared, candidate: Candidate) -> bool:
    published, authors = record.content.published, _authors(record, candidate)
    far = published and candidate.year and abs(published.year - candidate.year) > 1
    if far and not _all_authors(record, candidate):
        return False
    if authors is Agreement.NONE or (authors is Agreement.SURNAME and len(candidate.key) < LONG_TITLE):
        return False
    return not any(
        scheme not in MANY_TO_ONE_SCHEMES and candidate.values.get(scheme, {value}) != {value}
        for scheme, value in record.identifiers
    )


def _authors(record: Prepared, candidate: Candidate) -> Agreement:
    stated = [name for name, _ in record.content.authors if script_of(name) in candidate.scripts]
    if not stated:
        return Agreement.UNKNOWN
    surname = False
    for name in stated:
        if _has_author(candidate, name):
            return Agreement.COMMON
        surname = surname or surname_key(name) in candidate.names
    return Agreement.SURNAME if surname else Agreement.NONE


def _all_authors(record: Prepared, candidate: Candidate) -> bool:
    """Several people, all of them, and a long title: a work that one source has years later, such as an old paper put
    on arXiv. One person may give the same talk twice."""
    names = [name for name, _ in record.content.authors]
    return (
        len(candidate.key) >= LONG_TITLE
        and 1 < len(names) == candidate.authors
        and all(_has_author(candidate, name) for name in names)
    )


def _has_author(candidate: Candidate, name: str) -> bool:
    alike = {other for key in name_keys(name) for other in candidate.names.get(key, ())}
    return any(same_author(name, other) for other in alike)


NO_TITLE = 0
"""`title_hash` of a title without letters: never compared."""
