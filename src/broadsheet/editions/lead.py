"""The lead of an edition: the paper that earned the first place, and how."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from broadsheet.claims import ledger
from broadsheet.editions.sections import Section
from broadsheet.papers.counts import NONE, Counts


class By(Enum):
    PICK = "pick"
    SCORE = "score"
    VERDICT = "verdict"
    TOPIC = "topic"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Lead:
    paper: int
    by: By
    says: str
    """How it earned its place, as a sentence without its full stop."""

    def to_dict(self) -> dict[str, Any]:
        return {"paper": self.paper, "by": self.by.value, "says": self.says}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Lead:
        return cls(stored["paper"], By(stored["by"]), stored["says"])


def lead_of(
    papers: Sequence[int],
    picks: Collection[int],
    counts: Mapping[int, Counts],
    verdicts: Mapping[str, str],
    sections: Sequence[Section],
) -> Lead | None:
    """Of papers in the order of the edition. `counts`: of those that it prints; `verdicts`: {claim: status} of those
    that are new."""
    if not papers:
        return None
    if papers[0] in picks:
        return Lead(papers[0], By.PICK, "Picked by the editor")
    return (
        _by_score(papers, counts)
        or _by_verdict(papers, verdicts)
        or _by_topic(sections)
        or Lead(papers[0], By.ORDER, "The newest paper")
    )


def _by_score(papers: Sequence[int], counts: Mapping[int, Counts]) -> Lead | None:
    """The first that readers noticed: a new paper has a score before anyone votes."""
    noticed = (paper for paper in papers if any(counts.get(paper, NONE)))
    first = next(noticed, None)
    if first is None:
        return None
    return Lead(first, By.SCORE, f"The most noticed: {' and '.join(counts[first].in_words)}")


def _by_verdict(papers: Sequence[int], verdicts: Mapping[str, str]) -> Lead | None:
    """Its claim was settled since the edition before."""
    if not verdicts:
        return None
    status_of = {
        paper.pk: verdicts[claim] for claim, paper in sorted(ledger.papers_of(list(verdicts)).items())
    }
    for paper in papers:
        if paper in status_of:
            return Lead(paper, By.VERDICT, f"A claim of it was newly tested here: {status_of[paper]}")
    return None


def _by_topic(sections: Sequence[Section]) -> Lead | None:
    for section in sections[:1]:
        if section.central is not None:
            said = f"The paper nearest to the centre of the day’s largest topic: {section.name}"
            return Lead(section.central, By.TOPIC, said)
    return None
