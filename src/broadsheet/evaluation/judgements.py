"""Read relevance judgements (qrels): locate the files and parse their lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Judgements = dict[str, dict[str, int]]
"""Query -> document -> how relevant; 0 is not at all."""

SPLITS = ("", "test", "dev", "validation", "train")
"""Splits in order of preference, if none is named."""


def judgements_in(folder: Path, split: str = "") -> Path | None:
    """qrels.tsv beside the corpus, or one file a split in `qrels`, or qrels-SPLIT.tsv beside the corpus."""
    for each in [split] if split else SPLITS:
        names = [f"qrels/{each}.tsv", f"qrels-{each}.tsv"] if each else ["qrels.tsv"]
        for name in names:
            for file in (folder / name, folder / f"{name}.zst"):
                if file.is_file():
                    return file
    others = sorted((folder / "qrels").glob("*.tsv*")) if not split else []
    return others[0] if len(others) == 1 else None


def judged_by(lines: Iterable[str]) -> Judgements:
    """Of lines `query, document, relevance`, or the four columns of TREC; others, such as a head line, are passed over.

    Columns are parted by tabs, or by blanks where there is no tab; an id may hold quotes. Less than 0, which some
    collections have for what is worse than irrelevant, is 0: that is what the measures make of it.
    """
    found: Judgements = {}
    for line in lines:
        row = line.strip("\r\n").split("\t") if "\t" in line else line.split()
        relevance = _relevance(row[-1]) if len(row) in (3, 4) else None
        if relevance is not None:
            found.setdefault(row[0].strip(), {})[row[-2].strip()] = relevance
    return found


def _relevance(text: str) -> int | None:
    try:
        return max(int(float(text)), 0)
    except (ValueError, OverflowError):
        return None
