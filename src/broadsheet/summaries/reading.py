"""The TL;DRs that are shown: of papers whose abstract is still the one that they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from broadsheet.papers.models import Paper
from broadsheet.summaries.making import digest, is_on
from broadsheet.summaries.models import Tldr


@dataclass(frozen=True, slots=True)
class ShownSentence:
    text: str
    source: str
    """The sentence of the abstract that supports it, as it stands there."""
    start: int
    """Its place in the abstract, in characters."""
    end: int


@dataclass(frozen=True, slots=True)
class ShownTldr:
    sentences: tuple[ShownSentence, ...]
    model: str
    at: datetime

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def tldrs(papers: Sequence[Paper]) -> dict[int, ShownTldr]:
    """In one query, and in none where no language model is set: its TL;DRs are then not shown."""
    if not is_on():
        return {}
    by_id = {paper.id: paper for paper in papers}
    rows = Tldr.objects.filter(paper__in=by_id).exclude(sentences=[])
    return {
        row.paper_id: _shown(row, by_id[row.paper_id].abstract)
        for row in rows
        if bytes(row.digest) == digest(by_id[row.paper_id].abstract)
    }


def _shown(row: Tldr, abstract: str) -> ShownTldr:
    sentences = (
        ShownSentence(each["text"], abstract[each["start"] : each["end"]], each["start"], each["end"])
        for each in row.sentences
    )
    return ShownTldr(tuple(sentences), row.model, row.at)
