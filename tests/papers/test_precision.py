"""How far a date is known, from the record to what is printed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from tests.papers.records import record

from broadsheet.api.citations.bibtex import bibtex
from broadsheet.api.citations.coins import context_object
from broadsheet.api.citations.csl import csl
from broadsheet.api.citations.ris import ris
from broadsheet.api.citations.work import work_of
from broadsheet.listing.entries import entries_of
from broadsheet.papers.content import project
from broadsheet.papers.intake import take
from broadsheet.papers.models import Paper, RecordNote
from broadsheet.papers.precision import Precision
from broadsheet.papers.prepare import prepare
from broadsheet.papers.record import Record

NOW = datetime(2026, 7, 1, tzinfo=UTC)
MARCH = datetime(2019, 3, 1, tzinfo=UTC)


def dated(moment: datetime, precision: Precision, **more: object) -> Record:
    return record(published=moment, published_precision=precision, **more)  # type: ignore[arg-type]


def test_a_record_known_to_the_day_has_the_bytes_that_it_always_had() -> None:
    assert b"precision" not in record().to_json()
    assert b"notes" not in record().to_json()


@pytest.mark.parametrize("precision", list(Precision))
def test_precision_and_notes_survive_storage(precision: Precision) -> None:
    stated = dated(MARCH, precision, notes=("`date` is a date",))
    assert Record.from_json(stated.to_json()) == stated


def test_a_record_that_knows_the_day_tells_the_month_of_another_further() -> None:
    day = datetime(2019, 3, 5, tzinfo=UTC)
    month, whole, other = dated(MARCH, Precision.MONTH), dated(day, Precision.DAY), dated(NOW, Precision.DAY)
    assert project([month, whole]).published == day
    assert project([month, other]).published_precision is Precision.MONTH


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("precision", "words", "iso_date", "month", "ris_date", "parts"),
    [
        (Precision.YEAR, "2019", "2019", False, "2019///", [2019]),
        (Precision.MONTH, "March 2019", "2019-03", True, "2019/03//", [2019, 3]),
        (Precision.DAY, "1 Mar 2019", "2019-03-01", True, "2019/03/01/", [2019, 3, 1]),
    ],
)
def test_a_date_is_printed_as_far_as_it_is_known(
    precision: Precision, words: str, iso_date: str, month: bool, ris_date: str, parts: list[int]
) -> None:
    take([prepare(dated(MARCH, precision))], now=NOW)
    paper = Paper.objects.get()
    assert (paper.published_text, paper.day_text, paper.published_iso) == (words, words, iso_date)
    [entry] = entries_of([paper])
    works = [work_of(entry)]
    assert ("month" in bibtex(works)) is month
    assert f"DA  - {ris_date}" in ris(works)
    assert csl(works)[0]["issued"] == {"date-parts": [parts]}
    assert f"rft.date={iso_date}&" in context_object(paper) + "&"


@pytest.mark.django_db
def test_a_day_under_which_a_list_printed_it_is_a_whole_day() -> None:
    take([prepare(dated(MARCH, Precision.MONTH))], now=NOW)
    paper = Paper.objects.get()
    paper.day = date(2019, 3, 20)
    assert (paper.day_text, paper.published_text) == ("20 Mar 2019", "March 2019")


@pytest.mark.django_db
def test_notes_are_kept_counted_and_renewed_with_their_record() -> None:
    noted, clean = prepare(record(notes=("one", "two"))), prepare(record())
    assert take([noted], now=NOW).noted == 1
    assert [note.text for note in RecordNote.objects.order_by("id")] == ["one", "two"]
    assert take([noted], now=NOW).noted == 0
    assert take([clean], now=NOW).updated == 1
    assert not RecordNote.objects.exists()


@pytest.mark.django_db
def test_rejects_lists_the_notes_and_show_prints_them() -> None:
    from broadsheet.cli.intake import rejects
    from broadsheet.cli.papers import show

    take([prepare(dated(MARCH, Precision.MONTH, notes=("`date` is a date (received: 31 Feb).",)))], now=NOW)
    listed = CliRunner().invoke(rejects, ["--notes"])
    shown = CliRunner().invoke(show, [Paper.objects.get().public_id])
    assert "31 Feb" in listed.output, listed.output
    assert "31 Feb" in shown.output, shown.output
    assert "March 2019" in shown.output
    assert "2019-03-01" not in shown.output
