"""Dates as sources write them.

Rules: a missing date is fine; a part of one ("2024", "2024-05") counts from its first day; a number is a year or
seconds (or milliseconds) since 1970; a time without a zone is UTC; a date that no calendar has, or outside the
years 1400 to 2100, breaks the record.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from broadsheet.errors import RecordError
from broadsheet.papers.record import FIRST_YEAR, LAST_YEAR

MAX_DATE_CHARS = 100
_SECONDS, _MILLISECONDS = 1e11, 1e14

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
_MISSING = frozenset(
    "-|--|?|????|accepted|forthcoming|in preparation|in press|n.d|n.d.|n/a|na|nd|nil|no date|none|null|"  # noqa: SIM905
    "submitted|tba|to appear|unknown|undated|under review".split("|")
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_PARTIAL = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?/*")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d\d?:\d\d", re.ASCII)
_DAY_MONTH_YEAR = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\.?\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})", re.ASCII)
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})\s+([A-Za-z]{3,9})\.?(?:\s+(\d{1,2}))?", re.ASCII)
_LONE_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d|2100)(?!\d)")


def moment(value: object, name: str = "a date") -> datetime | None:
    """The moment in UTC, or None where none is stated; RecordError, naming the rule, where it cannot be one."""
    if type(value) is str:
        if len(value) == 10 and (day := _DAY.fullmatch(value)) and "00" not in day.groups():
            return _at(int(day[1]), int(day[2]), int(day[3]), value, name)
        return _of_text(value.strip(), name)
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, name)
    if isinstance(value, datetime):
        return _in_utc(value, value, name)
    if isinstance(value, date):
        return _at(value.year, value.month, value.day, value, name)
    kind = type(value).__name__
    raise RecordError(f"`{name}` is a date as text or number", kind, "Write it as YYYY-MM-DD.")


def year_month(year: object, month: object, day: object = None, name: str = "year") -> datetime | None:
    """From the separate parts that bibliographies state; what cannot be read as month or day is left out."""
    start = moment(year, name)
    if start is None:
        return None
    month_number = _month(month)
    if month_number is None:
        return start
    try:
        return start.replace(month=month_number, day=int(str(day).strip()) if day else 1)
    except ValueError:
        return start.replace(month=month_number)


def month_number(name: str) -> int | None:
    return _MONTHS.get(name.strip(" .").lower())


def _month(value: object) -> int | None:
    text = str(value or "").strip()
    if text.isdecimal():
        return int(text) if 1 <= int(text[:3]) <= 12 else None
    word = re.match("[A-Za-z]+", text)
    return month_number(word[0]) if word else None


def _of_text(text: str, name: str) -> datetime | None:
    if not text or text.lower() in _MISSING:
        return None
    if len(text) > MAX_DATE_CHARS:
        raise _unreadable(text, name)
    if parts := _PARTIAL.fullmatch(text) or _COMPACT.fullmatch(text):
        # Databases write an unknown month or day as 00.
        return _at(int(parts[1]), int(parts[2] or 0) or 1, int(parts[3] or 0) or 1, text, name)
    return _of_timestamp(text, name) or _of_words(text, name)


def _of_timestamp(text: str, name: str) -> datetime | None:
    try:
        if _MAIL.match(text):
            return _in_utc(parsedate_to_datetime(text), text, name)
        if re.match(r"\d{4}-\d\d-\d\d[T ]", text):
            return _in_utc(
                datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" +", "+")), text, name
            )
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise _unreadable(text, name, str(error)) from error
    return None


def _of_words(text: str, name: str) -> datetime:
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_DAY_YEAR.fullmatch(text):
        month, day, year = found.groups()
    elif found := _YEAR_MONTH.fullmatch(text):
        year, month, day = found.groups()
    else:
        day = month = year = None
    if year and month and (number := month_number(month)):
        return _at(int(year), number, int(day or 1), text, name)
    if len(years := _LONE_YEAR.findall(text)) and not re.search(r"\d:\d|\d-\d\d-\d", text):
        return _at(int(years[0]), 1, 1, text, name)  # "Summer 2019", "c. 1987", "1987--1989"
    raise _unreadable(text, name)


def _of_number(value: int | float, name: str) -> datetime:
    if isinstance(value, int) and 0 <= value <= 9999:
        return _at(value, 1, 1, value, name)
    seconds = value if abs(value) < _SECONDS else value / 1000
    if not abs(value) < _MILLISECONDS:
        raise _unreadable(value, name)
    try:
        return _in_utc(datetime.fromtimestamp(seconds, UTC), value, name)
    except (ValueError, OverflowError, OSError) as error:
        raise _unreadable(value, name) from error


def _at(year: int, month: int, day: int, value: object, name: str) -> datetime:
    _check_year(year, value, name)
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError as error:
        raise _unreadable(value, name, str(error)) from error


def _in_utc(found: datetime, value: object, name: str) -> datetime:
    _check_year(found.year, value, name)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _check_year(year: int, value: object, name: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RecordError(
            f"`{name}` lies between the years {FIRST_YEAR} and {LAST_YEAR}",
            str(value),
            "Correct the date or leave it out.",
        )


def _unreadable(value: object, name: str, detail: str = "") -> RecordError:
    return RecordError(
        f"`{name}` is a date of the calendar", f"{value}", detail or "Write it as YYYY-MM-DD or leave it out."
    )
