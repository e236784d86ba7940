"""Holidays without an edition, beside weekends: the setting BROADSHEET_HOLIDAYS."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from broadsheet import config
from broadsheet.errors import SetupError

UNNAMED = "holidays"
_DATE = r"\d{4}-\d{2}-\d{2}"
_FORMS = re.compile(
    rf"(?P<first>{_DATE})(?:/(?P<last>{_DATE}))?|(?P<yearly>\d{{2}}-\d{{2}})|(?P<country>[A-Z]{{2}})(?:-(?P<region>\w+))?"
)


def name_of(day: date) -> str:
    """Name of the holiday on this day; empty on any other."""
    return _of_year(config.read("HOLIDAYS"), day.year).get(day, "")


@lru_cache(maxsize=64)
def _of_year(said: tuple[str, ...], year: int) -> Mapping[date, str]:
    found: dict[date, str] = {}
    for each in said:
        try:
            found |= {day: name for day, name in _days(each, year) if day.year == year}
        except ValueError as error:
            raise SetupError(
                "BROADSHEET_HOLIDAYS must name countries, regions, days or stretches of days",
                each,
                "Name countries (DE), their regions (DE-BE), days (2026-12-24), days of every year (12-24) and "
                "stretches (2026-12-24/2027-01-03), separated by commas.",
            ) from error
    return found


def _days(said: str, year: int) -> Iterator[tuple[date, str]]:
    match = _FORMS.fullmatch(said)
    if match is None:
        raise ValueError("this is neither a country nor a day")
    if match["country"]:
        yield from _of_country(match["country"], match["region"], year)
    elif match["yearly"]:
        date.fromisoformat(f"2024-{match['yearly']}")
        if said != "02-29" or isleap(year):
            yield date.fromisoformat(f"{year:04}-{said}"), UNNAMED
    else:
        first = date.fromisoformat(match["first"])
        last = date.fromisoformat(match["last"] or match["first"])
        for n in range((last - first).days + 1):
            yield first + timedelta(days=n), UNNAMED


def _of_country(country: str, region: str | None, year: int) -> Iterator[tuple[date, str]]:
    import holidays

    try:
        yield from holidays.country_holidays(country, subdiv=region, years=year, language="en_US").items()
    except NotImplementedError as error:
        raise ValueError(str(error)) from error
