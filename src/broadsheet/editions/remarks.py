"""Remarks of an edition on its papers: the editor's picks, and corrections."""

from __future__ import annotations

from collections import defaultdict

from broadsheet.editions import corrections
from broadsheet.editions.reading import Issue

PICK = "Editor’s pick"


def pick(note: str) -> str:
    return f"{PICK}: {note}" if note else PICK


def remarks(issue: Issue) -> dict[int, list[str]]:
    """{paper: remarks}, each a sentence without its full stop."""
    said: dict[int, list[str]] = defaultdict(list)
    for paper, note in issue.picks.items():
        said[paper].append(pick(note))
    if issue.edition:
        for paper, found in corrections.since_printed(issue.edition).items():
            said[paper] += [f"Correction: {each.says}" for each in found]
    return dict(said)
