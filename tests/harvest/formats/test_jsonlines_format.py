"""Plain JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from tests.harvest.reading_files import read_sample

from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import jsonlines
from broadsheet.harvest.reading import open_file
from broadsheet.papers.record import Identifier, Record


def read_one(**said: Any) -> Record | Rejected:
    [found] = jsonlines.read(BytesIO(json.dumps(said).encode()), "papers.jsonl")
    return found


def test_a_line_is_a_record_with_its_links_and_numbers() -> None:
    plain, anthology, bare = read_sample("papers.jsonl").records
    assert (plain.source, plain.key) == ("arxiv", "arxiv:2401.00001")
    assert plain.identifiers == (Identifier("arxiv", "2401.00001"),)
    assert [author.name for author in plain.authors] == ["Ada Example", "Dáithí Sample"]
    assert anthology.identifiers == (Identifier("acl", "2020.acl-main.1"),)
    assert (anthology.published, anthology.details) == (datetime(2020, 1, 1, tzinfo=UTC), {"pages": "1-9"})
    assert (bare.source, bare.key.partition("-")[0]) == ("jsonlines", "onlyatitle")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ada Example and Bo Sample", ["Ada Example", "Bo Sample"]),
        ("Ada Example, Bo Sample, and Cy Trial", ["Ada Example", "Bo Sample", "Cy Trial"]),
        ("Example, Ada; Sample, Bo", ["Ada Example", "Bo Sample"]),
        ("Example, Ada and Sample, Bo", ["Ada Example", "Bo Sample"]),
        ([{"name": "Ada Example"}, {"given": "Bo", "family": "Sample"}], ["Ada Example", "Bo Sample"]),
        ([["Example", "Ada", ""], None, " "], ["Ada Example"]),
        (None, []),
    ],
)
def test_authors_are_clear_in_many_shapes(said: Any, names: list[str]) -> None:
    record = read_one(title="A title", authors=said)
    assert isinstance(record, Record)
    assert [author.name for author in record.authors] == names


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"title": "T", "abstract": {"a": 1}}, "abstract"),
        ({"title": "T", "authors": [17]}, "authors"),
        ({"title": "T", "categories": {"cs": "LG"}}, "categories"),
        ({"title": "T", "published": ["2024"]}, "published"),
        ({"title": "T", "published": True}, "published"),
    ],
)
def test_a_minor_field_that_is_not_clear_is_left_out_with_a_note(said: dict[str, Any], key: str) -> None:
    found = read_one(**said)
    assert isinstance(found, Record)
    assert (found.title, found.abstract, found.authors, found.fields, found.published) == (
        "T",
        "",
        (),
        (),
        None,
    )
    assert [f"`{key}`" in note for note in found.notes] == [True]


def test_a_title_that_is_not_clear_costs_the_record() -> None:
    found = read_one(title=["One", "Two"])
    assert isinstance(found, Rejected)
    assert "`title`" in found.reason


def test_the_start_of_the_real_corpora_is_read_whole(shared_data: Path) -> None:
    for path in sorted((shared_data / "corpora").glob("*.jsonl.zst")):
        with open_file(path) as opened:
            assert jsonlines.detect(opened.head, path.name)
            found = list(islice(jsonlines.read(opened.stream, path.name), 3_000))
        assert len(found) == 3_000
        assert all(isinstance(item, Record) and item.identifiers and item.published for item in found)


@pytest.mark.slow
def test_the_real_corpora_are_read_whole(shared_data: Path) -> None:
    for name, records, rejected in (("acl-anthology", 54_167, 0), ("arxiv-2024-2026", 303_091, 0)):
        with open_file(shared_data / "corpora" / f"{name}.jsonl.zst") as opened:
            count = [0, 0]
            for item in jsonlines.read(opened.stream, name):
                count[isinstance(item, Rejected)] += 1
        assert count == [records, rejected]
