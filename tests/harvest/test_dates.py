"""Dates: read as far as they say, left out, or refused by a stated rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import RecordError
from broadsheet.harvest.dates import FIRST_JOURNALS, UNDATED, read_date, year_month
from broadsheet.harvest.notes import Notes
from broadsheet.papers.precision import Precision, in_words, iso

NEXT_YEAR = datetime.now(UTC).year + 1
DAYS = st.dates(date(FIRST_JOURNALS, 1, 1), date(NEXT_YEAR, 12, 31))
PRECISIONS = st.sampled_from(list(Precision))


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        (2024, "2024"),
        ("2024-00-00", "2024"),
        ("2024-05-00", "2024-05"),
        ("2024-05-XX", "2024-05"),
        ("2024-XX-XX", "2024"),
        ("2024/5/1", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("1 May 2024", "2024-05-01"),
        ("1-May-2024", "2024-05-01"),
        ("May 1st, 2024", "2024-05-01"),
        ("Wednesday, 1 May 2024", "2024-05-01"),
        ("Sept 2024", "2024-09"),
        ("2024 May 1", "2024-05-01"),
        ("05/2024", "2024-05"),
        ("2024年5月1日", "2024-05-01"),
        ("Summer 2019", "2019"),
        ("c. 1987", "1987"),
        ("[1987?]", "1987"),
        ("2024-05~", "2024-05"),
    ],
)
def test_a_date_is_known_as_far_as_it_is_stated(stated: Any, read: str) -> None:
    found = read_date(stated)
    assert found.moment is not None
    assert (iso(found.moment, found.precision), found.note) == (read, "")


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2024-05-01T10:00:00Z", (2024, 5, 1, 10)),
        ("2024-05-01T10:00:00+02:00", (2024, 5, 1, 8)),
        ("2024-05-01 10:00:00", (2024, 5, 1, 10)),
        ("2024-05-01 10:00:00 UTC", (2024, 5, 1, 10)),
        ("Mon, 2 Apr 2007 19:18:42 GMT", (2007, 4, 2, 19, 18, 42)),
        ("Wed, 20 Aug 2025 00:00:00 -0400", (2025, 8, 20, 4)),
        (1_714_521_600, (2024, 5, 1)),
        ("1714521600", (2024, 5, 1)),
        (1_714_521_600_000, (2024, 5, 1)),
        (1_714_521_600.5, (2024, 5, 1, 0, 0, 0, 500_000)),
    ],
)
def test_moments_of_many_forms_are_read(stated: Any, read: tuple[int, ...]) -> None:
    assert read_date(stated) == (datetime(*read, tzinfo=UTC), Precision.DAY, "")  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("stated", "start"),
    [
        ("2020-06-02/2020-06-05", "2020-06"),
        ("2020-06/2020-09", "2020-06"),
        ("2020-12/2021-21", "2020-12"),
        ("2020-06-02/..", "2020-06"),
        ("2019/2021", "2019"),
        ("2–5 June 2020", "2020-06"),
        ("June 2-5, 2020", "2020-06"),
        ("June 29 - July 2, 2020", "2020-06"),
        ("May--June 2020", "2020-05"),
        ("1987--1989", "1987"),
        ("2020/21", "2020"),
        ("2020-22", "2020"),
        ("2020-W23", "2020-06"),
    ],
)
def test_a_range_counts_from_its_start_and_never_to_the_day(stated: str, start: str) -> None:
    found = read_date(stated)
    assert found.moment is not None
    assert iso(found.moment, found.precision) == start


def test_a_day_of_a_week_is_a_day() -> None:
    assert read_date("2020-W23-2") == (datetime(2020, 6, 2, tzinfo=UTC), Precision.DAY, "")


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("25/06/2020", "2020-06-25"),
        ("06/25/2020", "2020-06-25"),
        ("07.06.2020", "2020-06-07"),
        ("6/6/2020", "2020-06-06"),
    ],
)
def test_numbers_that_can_be_read_in_one_way_are_a_day(stated: str, read: str) -> None:
    found = read_date(stated)
    assert found.moment is not None
    assert (iso(found.moment, found.precision), found.note) == (read, "")


def test_numbers_that_can_be_read_in_two_ways_are_a_month_with_a_note() -> None:
    found = read_date("07/06/2020", "published")
    assert (found.moment, found.precision) == (datetime(2020, 6, 1, tzinfo=UTC), Precision.MONTH)
    assert "`published` could be" in found.note


@pytest.mark.parametrize("stated", [None, "", "  ", "n.d.", "In press", "unknown"])
def test_a_missing_date_is_none(stated: Any) -> None:
    assert read_date(stated) == UNDATED


@pytest.mark.parametrize(
    "stated",
    [
        "0000-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        f"{FIRST_JOURNALS - 1}-12-31",
        f"{NEXT_YEAR + 1}-01-01",
        f"printed in {NEXT_YEAR + 1}",
        0,
        9999,
        9e13,
        -9e13,
    ],
)
def test_a_year_before_the_first_journal_or_beyond_the_next_is_refused(stated: Any) -> None:
    with pytest.raises(RecordError, match=rf"{FIRST_JOURNALS} and {NEXT_YEAR}|calendar"):
        read_date(stated, "published")


@pytest.mark.parametrize(
    "stated",
    [
        "2024-02-31",
        "31 February 2024",
        "2023-02-29",
        "2024-13-01",
        "2024-05-01T25:00:00",
        "Mon, 31 Feb 2020 10:00:00 GMT",
        "lun., 1 juin 2020 10:00:00 +0200",
        "01.06.2020 10:00",
        "202u",
        "20XX",
        "17th century",
        "yesterday",
        "12:30",
        1e30,
        float("nan"),
        "x" * 500,
    ],
)
def test_what_no_calendar_has_is_refused_naming_the_key(stated: Any) -> None:
    with pytest.raises(RecordError, match="`published`"):
        read_date(stated, "published")


def test_of_a_month_in_another_language_the_year_is_taken_with_a_note() -> None:
    found = read_date("1 juin 2020", "published")
    assert (found.moment, found.precision) == (datetime(2020, 1, 1, tzinfo=UTC), Precision.YEAR)
    assert "1 juin 2020" in found.note


@pytest.mark.parametrize("stated", [True, ["2024"], {"year": 2024}])
def test_what_is_no_date_at_all_is_refused_naming_its_type(stated: Any) -> None:
    with pytest.raises(RecordError, match=type(stated).__name__):
        read_date(stated)


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        (("2020", "mar"), "2020-03"),
        (("2020", "March", "15"), "2020-03-15"),
        (("2020", "mar~15"), "2020-03-15"),
        (("2020", "15~mar"), "2020-03-15"),
        (("2020", "May--June"), "2020-05"),
        (("2020", "3"), "2020-03"),
        (("2020", "spring"), "2020"),
        (("2020", "feb", "31"), "2020-02"),
    ],
)
def test_years_and_months_of_bibliographies(parts: tuple[str, ...], read: str) -> None:
    found = year_month(*parts)
    assert found.moment is not None
    assert iso(found.moment, found.precision) == read


@given(DAYS, PRECISIONS)
def test_what_is_printed_reads_as_it_was_known(day: date, precision: Precision) -> None:
    for printed in (iso(day, precision), iso(day, precision, "/"), in_words(day, precision)):
        found = read_date(printed)
        assert found.moment is not None
        assert (iso(found.moment, found.precision), found.note) == (iso(day, precision), "")


@given(DAYS, st.integers(0, 2000), st.sampled_from(("{}/{}", "{} / {}")))
def test_a_range_never_raises_and_never_invents_a_day(day: date, length: int, form: str) -> None:
    end = min(day + timedelta(days=length), date.max - timedelta(days=1))
    found = read_date(form.format(day, end))
    assert (found.moment, found.precision) == (
        datetime(day.year, day.month, 1, tzinfo=UTC)
        if found.moment and found.moment.day == 1
        else found.moment,
        Precision.MONTH,
    )


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9~?./: -]{1,20}", fullmatch=True)))
def test_no_text_is_an_error_and_none_is_dated_beyond_the_bounds(text: str) -> None:
    notes = Notes()
    found = notes.date(text, "date")
    assert found.moment is None or FIRST_JOURNALS <= found.moment.year <= NEXT_YEAR
    assert found.precision is Precision.DAY or (found.moment and found.moment.day == 1)


@given(st.text(alphabet="0123456789/-. ", max_size=20))
def test_a_year_that_is_not_written_is_not_dated(text: str) -> None:
    found = Notes().date(text, "date")
    assert found.moment is None or str(found.moment.year) in text or text.strip().isdecimal()
