"""What stands for a paper where there is room for a sentence or two: its source's summary, else a TL;DR by a language
model, else the sentence of its abstract that states what was found."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from broadsheet.listing.entries import Entry


class Kind(StrEnum):
    SUMMARY = "summary"
    """Of one of its sources."""
    TLDR = "tldr"
    """Machine-made."""
    CLAIM_LINE = "claim line"
    """Quoted from the abstract, unchecked."""


class Brief(NamedTuple):
    kind: Kind
    text: str
    """Unicode; without quotation marks."""
    by: str
    """Who says so, as it stands before the text."""

    @property
    def quoted(self) -> str:
        return f"“{self.text}”" if self.kind == Kind.CLAIM_LINE else self.text

    def __str__(self) -> str:
        return f"{self.by}: {self.quoted}" if self.kind != Kind.SUMMARY else self.text


CLAIM_LINE_BY = "As stated by its authors"


def brief_of(entry: Entry) -> Brief | None:
    if entry.paper.summary:
        return Brief(Kind.SUMMARY, entry.paper.summary, "TL;DR")
    if entry.tldr:
        return Brief(Kind.TLDR, entry.tldr.text, tldr_by(entry.tldr.model))
    if entry.claim_sentence:
        return Brief(Kind.CLAIM_LINE, entry.claim_sentence, CLAIM_LINE_BY)
    return None


def tldr_by(model: str) -> str:
    return f"TL;DR by {model}, machine-made"
