"""Parse dates in words: English month names, and a year among other words."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTH_NAMES = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may",),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.I)
_DAY_MONTH_YEAR = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+)?([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})", re.ASCII
)
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[\s-]+([A-Za-z]{3,9})\.?(?:[\s-]+(\d{1,2}))?", re.ASCII)
_LONE_YEAR = re.compile(r"(?<![\d./])(1[6-9]\d\d|2[01]\d\d)(?!\d)", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"\d:\d|\d-\d\d-\d")
_NUMBER = re.compile(r"\d+", re.ASCII)
_SEASON_WORDS = frozenset(
    "spring summer autumn fall winter early mid late circa ca c about around approx and to of in the "  # noqa: SIM905
    "quarter term semester season".split()
)


class Words(NamedTuple):
    year: int
    month: int | None = None
    day: int | None = None
    is_whole: bool = True
    """False where the text says more than could be read, such as a month in another language."""


def read(text: str) -> Words | None:
    """One day or month as English writes it; of a range its first month; else a year that stands alone."""
    text = _WEEKDAY.sub("", text)
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_DAY_YEAR.fullmatch(text):
        month, day, year = found.groups()
    elif found := _YEAR_MONTH.fullmatch(text):
        year, month, day = found.groups()
    else:
        day = month = year = None
    if year and month and (number := month_number(month)):
        return Words(int(year), number, int(day) if day else None)
    return _among_words(text)


def month_number(name: str) -> int | None:
    return _MONTHS.get(name.strip(" .").lower())


def month_and_day(stated: object) -> tuple[int | None, str]:
    """(month, day) of a field that should hold a month: `5~feb` and `May--June` occur in bibliographies."""
    text = str(stated or "").replace("~", " ").strip()
    if text.isdecimal():
        return (int(text), "") if 1 <= int(text[:3]) <= 12 else (None, "")
    found = [number for word in _WORD.findall(text) if (number := month_number(word))]
    days = _NUMBER.findall(text)
    return (found[0] if found else None), (days[0] if len(days) == len(found) == 1 else "")


def _among_words(text: str) -> Words | None:
    years = _LONE_YEAR.findall(text)
    if not years or _CLOCK.search(text):
        return None
    words = [word.lower() for word in _WORD.findall(text)]
    months = [number for word in words if (number := month_number(word))]
    numbers = [number for number in _NUMBER.findall(text) if number not in years]
    if months and len(set(years)) == 1:  # "5-7 March 2019", "May-June 2019"
        return Words(int(years[0]), months[0])
    return Words(int(years[0]), is_whole=not numbers and _SEASON_WORDS.issuperset(words))
