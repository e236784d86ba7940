"""Composing: what the digest of an issue says to subscribers with these wishes. Read once for all, chosen for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from broadsheet.digests.issue import Issue
from broadsheet.digests.sections import Pick, all_sections
from broadsheet.digests.sections.section import Picker
from broadsheet.editions.shortening import shortened

MOST_PAPERS = 28
"""In one digest: with more, mail programs cut it off."""
ALONE = 12
"""Papers of a section for everyone, to a subscriber who asked for nothing else."""
WHY_CHARS = 240
MOST_WISHES = 50
"""Of one subscriber to one section."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one subscriber wants; subscribers with equal wishes get the same digest."""

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(section, what it was asked for), sorted."""
    left_out: frozenset[str] = frozenset()

    def of(self, section: str) -> tuple[str, ...]:
        return next((values for slug, values in self.values if slug == section), ())


class Part(NamedTuple):
    """A section as composed for a subscriber."""

    slug: str
    title: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one digest says. `parts` is empty where there is nothing to say."""

    parts: tuple[Part, ...] = ()
    total: int = 0
    """Papers printed in its editions."""

    @property
    def papers(self) -> list[int]:
        return [pick.paper for part in self.parts for pick in part.picks]

    def as_json(self) -> dict[str, Any]:
        return {
            "parts": [[part.slug, part.title, list(map(list, part.picks))] for part in self.parts],
            "total": self.total,
        }

    def without_last(self) -> Digest:
        *rest, last = self.parts
        shorter = [last._replace(picks=last.picks[:-1])] if len(last.picks) > 1 else []
        return Digest((*rest, *shorter), self.total)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Digest:
        parts = [
            Part(slug, title, tuple(Pick(*pick) for pick in picks)) for slug, title, picks in content["parts"]
        ]
        return cls(tuple(parts), content["total"])


@dataclass(frozen=True)
class Composer:
    """Of one issue, for subscribers whose wishes are all among those it was made for."""

    issue: Issue
    pickers: dict[str, Picker] = field(default_factory=dict)

    @classmethod
    def reading(cls, issue: Issue, all_wishes: Iterable[Wishes]) -> Composer:
        wanted: dict[str, set[str]] = {}
        for wishes in all_wishes:
            for slug, values in wishes.values:
                wanted.setdefault(slug, set()).update(values)
        return cls(
            issue, {each.slug: each.read(issue, wanted.get(each.slug, set())) for each in all_sections()}
        )

    def compose(self, wishes: Wishes) -> Digest:
        """A paper is printed once, where it comes first, with every reason why it is there."""
        offers = [
            (each, self.pickers[each.slug](wishes.of(each.slug)))
            for each in all_sections()
            if each.slug not in wishes.left_out
        ]
        reasons: dict[int, list[str]] = {}
        claims: dict[int, str] = {}
        for _, picks in offers:
            for pick in picks:
                reasons.setdefault(pick.paper, []).append(pick.why)
                if pick.claim:
                    claims.setdefault(pick.paper, pick.claim)
        parts, seen = [], set[int]()
        for section, picks in offers:
            most = section.most if wishes.values else ALONE
            chosen = _unseen(picks, seen, min(most, MOST_PAPERS - len(seen)))
            seen.update(chosen)
            if chosen:
                printed = tuple(
                    Pick(paper, shortened(" · ".join(reasons[paper]), WHY_CHARS), claims.get(paper, ""))
                    for paper in chosen
                )
                parts.append(Part(section.slug, section.title, printed))
        return Digest(tuple(parts), len(self.issue.printed))


def _unseen(picks: Iterable[Pick], seen: Collection[int], most: int) -> list[int]:
    unseen = dict.fromkeys(pick.paper for pick in picks if pick.paper not in seen)
    return list(unseen)[:most]
