"""Parse dates as sources write them, with the precision that they state: a year, month, day or moment.

Rules: a missing date is fine; a time without a zone is UTC; a number is a year or seconds (or milliseconds) since
1970. A range counts from its start, and never to the day. Two numbers that could each be the month are read as
day/month, to the month, with a note. A date that no calendar has, before the first journal or beyond next year is
none: RecordError, which `Notes.date` turns into a note on the record.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from broadsheet.errors import RecordError
from broadsheet.harvest import date_words
from broadsheet.papers.precision import Precision

MAX_DATE_CHARS = 100
FIRST_JOURNALS = 1665
"""Year of the first journals; an earlier date is no date of publication."""
PAST_YEAR = 2024
"""A year that is past by any clock."""
_SECONDS, _MILLISECONDS = 1e11, 1e14

_MISSING = frozenset(
    "-|--|?|????|accepted|forthcoming|in preparation|in press|n.d|n.d.|n/a|na|nd|nil|no date|none|null|"  # noqa: SIM905
    "submitted|tba|to appear|unknown|undated|under review".split("|")
)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_PARTIAL = re.compile(r"(\d{4})(?:[-/.](\d{1,2}|[Xu]{2})(?:[-/.](\d{1,2}|[Xu]{2}))?)?/*", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_RANGE = re.compile(
    r"(\d{4}(?:-\d\d){0,2})[~?%]?\s?/\s?(?:\d{4}(?:-\d\d){0,2}[~?%]?|\.\.|open|unknown)?", re.ASCII
)
_WEEK = re.compile(r"(\d{4})-?W(\d\d)(?:-?([1-7]))?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d\d?:\d\d", re.ASCII)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]", re.ASCII)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
_HAN = re.compile(r"(\d{4})\s?[年년](?:\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?)?", re.ASCII)
_SEASONS = range(21, 42)
"""EDTF's numbers of seasons, quarters and terms, where a month would stand."""


class Dated(NamedTuple):
    """A date as far as it is known: `moment` is the beginning of the year or month that `precision` names."""

    moment: datetime | None = None
    precision: Precision = Precision.DAY
    note: str = ""
    """A remark on how the date was interpreted, for the record's notes."""

    def contains(self, other: Dated) -> bool:
        """Whether the other is the same date, known more precisely."""
        if self.moment is None or other.moment is None or self.precision is Precision.DAY:
            return False
        same = self.moment.year == other.moment.year
        if self.precision is Precision.YEAR:
            return same and other.precision is not Precision.YEAR
        return same and self.moment.month == other.moment.month and other.precision is Precision.DAY


UNDATED = Dated()


def read_date(value: object, name: str = "a date") -> Dated:
    """The date, or UNDATED where none is stated; RecordError, naming the rule, where it cannot be one."""
    if type(value) is str:
        if len(value) == 10 and (day := _DAY.fullmatch(value)) and "00" not in day.groups():
            return _at(int(day[1]), int(day[2]), int(day[3]), value, name)
        return _of_text(value.strip().strip("[]()").strip(), name)
    if value is None:
        return UNDATED
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, name)
    if isinstance(value, datetime):
        return _in_utc(value, value, name)
    if isinstance(value, date):
        return _at(value.year, value.month, value.day, value, name)
    kind = type(value).__name__
    raise RecordError(f"`{name}` is a date as text or number", kind, "Write it as YYYY-MM-DD.")


def year_month(year: object, month: object, day: object = None, name: str = "year") -> Dated:
    """A date from the separate fields of a bibliography; an unreadable month or day is left out."""
    start = read_date(year, name)
    if start.moment is None or start.precision is not Precision.YEAR:
        return start
    number, day_beside = date_words.month_and_day(month)
    if number is None:
        month_text = str(month or "").strip()
        note = (
            f"`month` is a month (received: {month_text[:60]}); the year was taken without it."
            if month_text
            else ""
        )
        return start._replace(note=start.note or note)
    known_day = str(day).strip() if day else day_beside
    try:
        return Dated(start.moment.replace(month=number, day=int(known_day)), Precision.DAY)
    except ValueError:
        return Dated(start.moment.replace(month=number), Precision.MONTH)


def _of_text(text: str, name: str) -> Dated:
    if not text or text.lower() in _MISSING:
        return UNDATED
    if len(text) > MAX_DATE_CHARS:
        raise _unreadable(text, name)
    bare = text.rstrip("?~% ").removeprefix("ca.").strip() or text
    if parts := _PARTIAL.fullmatch(bare):
        return _partial(parts[1], parts[2], parts[3], text, name)
    if parts := _COMPACT.fullmatch(bare):
        return _partial(parts[1], parts[2], parts[3], text, name)
    for form, reader in _FORMS:
        if found := form.fullmatch(bare):
            return reader(found, text, name)
    return _of_timestamp(text, name) or _of_words(text, name)


def _partial(year: str, month: str | None, day: str | None, text: str, name: str) -> Dated:
    """Databases write an unknown month or day as 00, EDTF as XX."""
    if not month or not month.isdecimal() or not int(month):
        return _at(int(year), None, None, text, name)
    if not day and (int(month) in _SEASONS or (int(year) + 1) % 100 == int(month) > 12):
        return _at(int(year), None, None, text, name)  # a season, or the academic year 2019/20
    known_day = int(day) if day and day.isdecimal() else 0
    return _at(int(year), int(month), known_day or None, text, name)


def _range(found: re.Match[str], text: str, name: str) -> Dated:
    start = _of_text(found[1], name)
    return start._replace(precision=Precision.MONTH) if start.precision is Precision.DAY else start


def _week(found: re.Match[str], text: str, name: str) -> Dated:
    """A week is dated by the month of its Thursday, which always lies in the week's year."""
    try:
        day = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 4))
    except ValueError as error:
        raise _unreadable(text, name, str(error)) from error
    return _at(day.year, day.month, day.day if found[3] else None, text, name)


def _day_first(found: re.Match[str], text: str, name: str) -> Dated:
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    if one == other or one > 12 or found[2] == ".":
        return _at(year, other, one, text, name)
    if other > 12:
        return _at(year, one, other, text, name)
    read = _at(year, other, None, text, name)
    note = f"`{name}` could be day/month or month/day (received: {text}); read as day/month, to the month."
    return read._replace(note=note)


def _month_year(found: re.Match[str], text: str, name: str) -> Dated:
    return _at(int(found[2]), int(found[1]), None, text, name)


def _epoch(found: re.Match[str], text: str, name: str) -> Dated:
    return _of_number(int(found[0]), name)


def _han(found: re.Match[str], text: str, name: str) -> Dated:
    return _partial(found[1], found[2], found[3], text, name)


_FORMS = (
    (_RANGE, _range),
    (_WEEK, _week),
    (_DAY_FIRST, _day_first),
    (_MONTH_YEAR, _month_year),
    (_EPOCH, _epoch),
    (_HAN, _han),
)


def _of_timestamp(text: str, name: str) -> Dated | None:
    try:
        if _MAIL.match(text):
            return _in_utc(parsedate_to_datetime(text), text, name)
        if _STAMP.match(text):
            stamp = text.replace(" UTC", "+00:00").replace(" +", "+")
            return _in_utc(datetime.fromisoformat(stamp), text, name)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise _unreadable(text, name, str(error)) from error
    return None


def _of_words(text: str, name: str) -> Dated:
    found = date_words.read(text)
    if found is None:
        raise _unreadable(text, name)
    read = _at(found.year, found.month, found.day, text, name)
    if found.is_whole:
        return read
    return read._replace(note=f"`{name}` was read to the {read.precision} (received: {text}).")


def _of_number(value: int | float, name: str) -> Dated:
    if isinstance(value, int) and 0 <= value <= 9999:
        return _at(value, None, None, value, name)
    if not abs(value) < _MILLISECONDS:
        raise _unreadable(value, name)
    seconds = value if abs(value) < _SECONDS else value / 1000
    try:
        return _in_utc(datetime.fromtimestamp(seconds, UTC), value, name)
    except (ValueError, OverflowError, OSError) as error:
        raise _unreadable(value, name) from error


def _at(year: int, month: int | None, day: int | None, value: object, name: str) -> Dated:
    _check_year(year, value, name)
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        return Dated(datetime(year, month or 1, day or 1, tzinfo=UTC), precision)
    except ValueError as error:
        raise _unreadable(value, name, str(error)) from error


def _in_utc(found: datetime, value: object, name: str) -> Dated:
    _check_year(found.year, value, name)
    return Dated(found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC))


def _check_year(year: int, value: object, name: str) -> None:
    if FIRST_JOURNALS <= year <= PAST_YEAR:
        return
    last = datetime.now(UTC).year + 1
    if not FIRST_JOURNALS <= year <= last:
        raise RecordError(
            f"`{name}` lies between the years {FIRST_JOURNALS} and {last}",
            str(value),
            "Correct the date or leave it out.",
        )


def _unreadable(value: object, name: str, detail: str = "") -> RecordError:
    return RecordError(
        f"`{name}` is a date of the calendar", f"{value}", detail or "Write it as YYYY-MM-DD or leave it out."
    )
