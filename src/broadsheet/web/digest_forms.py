"""A subscriber's choices, read from a form."""

from __future__ import annotations

from django.http import QueryDict

from broadsheet.digests.models import Frequency
from broadsheet.digests.sections import all_sections
from broadsheet.digests.subscribers import Choices
from broadsheet.errors import InputError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FREQUENCIES = (
    (Frequency.DAILY, "with every edition"),
    (Frequency.WEEKDAYS, "with every edition, never at my weekend"),
    (Frequency.WEEKLY, "once a week"),
)


def choices(form: QueryDict, *, with_sections: bool) -> Choices:
    """InputError says what cannot be used."""
    return Choices(
        frequency=_frequency(form.get("frequency", "")),
        weekday=_number(form.get("weekday", "0")),
        hour=_number(form.get("hour", "7")),
        time_zone=form.get("time_zone", "UTC").strip(),
        left_out=_left_out(form) if with_sections else (),
        wishes=_wishes(form) if with_sections else None,
    )


def _frequency(text: str) -> Frequency:
    try:
        return Frequency(text)
    except ValueError as error:
        raise InputError("A digest comes daily, on weekdays or weekly", text) from error


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise InputError("This must be a number", text) from error


def _left_out(form: QueryDict) -> tuple[str, ...]:
    wanted = set(form.getlist("section"))
    return tuple(section.slug for section in all_sections() if section.slug not in wanted)


def _wishes(form: QueryDict) -> dict[str, list[str]]:
    """One wish a line."""
    return {
        section.slug: [
            line.strip() for line in form.get(f"wish-{section.slug}", "").splitlines() if line.strip()
        ]
        for section in all_sections()
        if section.asks
    }
