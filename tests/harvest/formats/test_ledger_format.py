"""The ledger's lines as records."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from tests.harvest.reading_files import read_file, read_sample

from broadsheet.papers.record import Identifier


def test_the_built_in_ledger_is_562_papers_with_592_places() -> None:
    outcome = read_file(Path(str(files("broadsheet.claims") / "ledger.jsonl")))
    assert (outcome.format, len(outcome.records), outcome.rejected) == ("ledger", 562, [])
    places = {(place.list_slug, place.position) for record in outcome.records for place in record.listings}
    assert len(places) == 592
    assert all(record.summary and record.fields for record in outcome.records)


def test_a_line_has_its_places_and_its_ledger_number() -> None:
    by_key = {record.key: record for record in read_sample("ledger.jsonl").records}
    sheep, wine = by_key["t001"], by_key["t002"]
    assert sheep.identifiers == (Identifier("ledger", "t001"),)
    assert [(place.list_slug, place.position, place.comments) for place in sheep.listings] == [
        ("daily-papers-900", 1, 0),
        ("daily-papers-001", 7, 3),
    ]
    assert (sheep.organisation, sheep.fields, sheep.abstract) == ("ACME Lab", ("sheep",), "")
    assert (wine.author_count, wine.listings[0].listed_on) == (1, date(2018, 7, 8))


def test_a_date_without_a_year_that_the_ledger_proves_stays_unknown() -> None:
    sheep = next(record for record in read_sample("ledger.jsonl").records if record.key == "t001")
    assert (sheep.listings[1].listed_on, sheep.published) == (None, None)
