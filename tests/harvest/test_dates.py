"""Dates: read, left out, or refused by a stated rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from broadsheet.errors import RecordError
from broadsheet.harvest.dates import moment, year_month


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2024-05-01", (2024, 5, 1)),
        ("2024-05", (2024, 5, 1)),
        ("2024", (2024, 1, 1)),
        ("2024-00-00", (2024, 1, 1)),
        ("2024/5/1", (2024, 5, 1)),
        ("20240501", (2024, 5, 1)),
        ("1 May 2024", (2024, 5, 1)),
        ("May 1st, 2024", (2024, 5, 1)),
        ("Sept 2024", (2024, 9, 1)),
        ("2024 May 1", (2024, 5, 1)),
        ("Summer 2019", (2019, 1, 1)),
        ("c. 1987", (1987, 1, 1)),
        ("1987--1989", (1987, 1, 1)),
        ("2024-05-01T10:00:00Z", (2024, 5, 1, 10)),
        ("2024-05-01T10:00:00+02:00", (2024, 5, 1, 8)),
        ("2024-05-01 10:00:00", (2024, 5, 1, 10)),
        ("2024-05-01 10:00:00 UTC", (2024, 5, 1, 10)),
        ("Mon, 2 Apr 2007 19:18:42 GMT", (2007, 4, 2, 19, 18, 42)),
        ("Wed, 20 Aug 2025 00:00:00 -0400", (2025, 8, 20, 4)),
        (2024, (2024, 1, 1)),
        (1_714_521_600, (2024, 5, 1)),
        (1_714_521_600_000, (2024, 5, 1)),
        (1_714_521_600.5, (2024, 5, 1, 0, 0, 0, 500_000)),
    ],
)
def test_dates_of_many_forms_are_read(stated: Any, read: tuple[int, ...]) -> None:
    assert moment(stated) == datetime(*read, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("stated", [None, "", "  ", "n.d.", "In press", "unknown"])
def test_a_missing_date_is_none(stated: Any) -> None:
    assert moment(stated) is None


@pytest.mark.parametrize(
    "stated",
    [
        "0000-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "1399-12-31",
        "2101-01-01",
        0,
        9999,
        9e13,
        -9e13,
    ],
)
def test_a_year_before_1400_or_after_2100_is_refused(stated: Any) -> None:
    with pytest.raises(RecordError, match=r"1400 and 2100|calendar"):
        moment(stated, "published")


@pytest.mark.parametrize(
    "stated",
    [
        "2024-02-31",
        "2023-02-29",
        "2024-13-01",
        "2024-05-01T25:00:00",
        "yesterday",
        "12:30",
        1e30,
        float("nan"),
        "x" * 500,
    ],
)
def test_what_no_calendar_has_is_refused_naming_the_key(stated: Any) -> None:
    with pytest.raises(RecordError, match="`published`"):
        moment(stated, "published")


@pytest.mark.parametrize("stated", [True, ["2024"], {"year": 2024}])
def test_what_is_no_date_at_all_is_refused_naming_its_type(stated: Any) -> None:
    with pytest.raises(RecordError, match=type(stated).__name__):
        moment(stated)


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        (("2020", "mar"), (2020, 3, 1)),
        (("2020", "March", "15"), (2020, 3, 15)),
        (("2020", "3"), (2020, 3, 1)),
        (("2020", "spring"), (2020, 1, 1)),
        (("2020", "feb", "31"), (2020, 2, 1)),
    ],
)
def test_years_and_months_of_bibliographies(parts: tuple[str, ...], read: tuple[int, ...]) -> None:
    assert year_month(*parts) == datetime(*read, tzinfo=UTC)  # type: ignore[misc,arg-type]
