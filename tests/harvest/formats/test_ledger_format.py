"""The ledger's lines as records."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import orjson
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


def test_a_line_says_what_is_known_of_its_paper(tmp_path: Path) -> None:
    line = {
        "id": "t1", "title": "Sheep", "lists": ["000:1"], "tldr": "T.", "arxiv": "2202.05458v2", "doi": "10.1000/sheep",
        "authors": ["Ana Woolf", "Ben Ram"], "published": "2022-02", "venue": "Sheep 2022", "code": "https://github.com/a/sheep",
    }  # fmt: skip
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(orjson.dumps(line))
    [sheep] = read_file(file).records
    assert set(map(str, sheep.identifiers)) == {"ledger:t1", "arxiv:2202.05458", "doi:10.1000/sheep"}
    assert [author.name for author in sheep.authors] == ["Ana Woolf", "Ben Ram"]
    assert (sheep.published_text, sheep.details) == ("February 2022", {"venue": "Sheep 2022"})
    assert [str(link.kind) for link in sheep.links] == ["page", "pdf", "code"]


def test_unreadable_facts_cost_no_line(tmp_path: Path) -> None:
    line = {
        "id": "t1",
        "title": "Sheep",
        "lists": [],
        "tldr": "T.",
        "published": "once",
        "doi": 7,
        "code": "nowhere",
    }
    file = tmp_path / "ledger.jsonl"
    file.write_bytes(orjson.dumps(line))
    [sheep] = read_file(file).records
    assert (sheep.published, sheep.links, len(sheep.notes)) == (None, (), 1)


def test_built_in_papers_have_authors_dates_and_links_as_far_as_these_are_known() -> None:
    records = read_file(Path(str(files("broadsheet.claims") / "ledger.jsonl"))).records
    numbered = [record for record in records if any(each.scheme == "arxiv" for each in record.identifiers)]
    assert len(numbered) >= 530
    assert all(record.published and len(record.links) >= 2 for record in numbered)
    assert sum(bool(record.authors) for record in numbered) >= 520
    assert [record.notes for record in records if record.notes] == []
