"""The Hub's days: every field kept, one record for each place in a list."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
import zstandard
from tests.harvest.reading_files import SAMPLES, read_file, read_sample

from broadsheet.papers.record import Identifier, LinkKind, Record


def test_an_item_is_a_record_with_its_place_in_the_day() -> None:
    ships = read_sample("hub-2026-07-24.json").records[0]
    assert (ships.source, ships.key, ships.title) == ("hub", "2607.00001@2026-07-24", "Ships that pass")
    assert (ships.abstract, ships.summary) == ("Ships pass in the night.", "Ships pass.")
    assert ships.identifiers == (Identifier("arxiv", "2607.00001"),)
    assert ships.organisation == "Navigation Society"
    assert ships.published == datetime(2026, 7, 23, tzinfo=UTC)
    assert {(link.kind, link.url) for link in ships.links} >= {
        (LinkKind.CODE, "https://github.com/example/ships"),
        (LinkKind.PROJECT, "https://ships.example/"),
    }
    [place] = ships.listings
    assert (place.list_slug, place.position, place.day) == ("hub-2026-07-24", 1, date(2026, 7, 24))
    assert (place.submitter, place.upvotes, place.comments) == ("cyt", 55, 4)


def test_an_item_written_as_a_python_dict_is_read_too() -> None:
    dip = read_sample("hub-2026-07-24.json").records[1]
    assert (dip.title, dip.authors[0].name, dip.listings[0].submitter) == (
        "Written as Python does",
        "Di Probe",
        "dip",
    )
    assert dip.identifiers == (Identifier("hub", "not-an-arxiv-number"),)
    assert (dip.listings[0].day, dip.listings[0].position) == (date(2026, 7, 24), 2)


def test_the_day_is_the_items_own_before_the_file_names(tmp_path: Path) -> None:
    (tmp_path / "hub-2020-01-01.json").write_bytes((SAMPLES / "hub-2026-07-24.json").read_bytes())
    days = [record.listings[0].day for record in read_file(tmp_path / "hub-2020-01-01.json").records]
    assert days == [date(2026, 7, 24), date(2020, 1, 1)]


def test_every_field_can_be_served_again_as_it_came() -> None:
    items = orjson.loads((SAMPLES / "hub-2026-07-24.json").read_bytes())
    ships, dip = read_sample("hub-2026-07-24.json").records
    assert ships.details["item"] == items[0]
    assert dip.details["item"] == ast.literal_eval(items[1])


def test_all_recorded_days_are_read_without_loss(shared_data: Path) -> None:
    files = sorted((shared_data / "protocols/hub-daily-papers").glob("*.json.zst"))
    read = 0
    for file in files:
        packed = zstandard.ZstdDecompressor().decompressobj()
        items = orjson.loads(packed.decompress(file.read_bytes()))
        items = [ast.literal_eval(item) if isinstance(item, str) else item for item in items]
        outcome = read_file(file)
        assert not outcome.rejected
        assert [record.details["item"] for record in outcome.records] == items
        assert [record.listings[0].position for record in outcome.records] == list(range(1, len(items) + 1))
        assert {str(record.listings[0].day) for record in outcome.records} == {file.name[:10]}
        for record, item in zip(outcome.records, items, strict=True):
            assert [author.name for author in record.authors] == [
                " ".join(author["name"].split()) for author in item["paper"]["authors"]
            ]
            assert (record.listings[0].upvotes, record.listings[0].comments) == (
                item["paper"]["upvotes"],
                item["numComments"],
            )
            assert Record.from_json(record.to_json()) == record
        read += len(items)
    assert (len(files), read) == (38, 702)
