"""Result of a check, with its cure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    GOOD = "good"
    NOTE = "note"
    """Works, but a person may want to know."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    health: Health
    says: str
    cure: str = ""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "health": self.health.value, "says": self.says, "cure": self.cure}


def good(name: str, says: str) -> Finding:
    return Finding(name, Health.GOOD, says)


def note(name: str, says: str, cure: str = "") -> Finding:
    return Finding(name, Health.NOTE, says, cure)


def wrong(name: str, says: str, cure: str) -> Finding:
    return Finding(name, Health.WRONG, says, cure)
