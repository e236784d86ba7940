"""A minor field that cannot be read never costs the record, in any format."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from broadsheet.errors import InputError
from broadsheet.harvest.batches import read_batches
from broadsheet.harvest.formats import arxiv_oai, hub_daily
from broadsheet.papers.precision import iso
from broadsheet.papers.record import Record

OAI = (
    "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><ListRecords><record><header><identifier>oai:k.example:1"
    "</identifier><datestamp>2026-01-01</datestamp></header><metadata><oai_dc:dc "
    "xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<dc:title>Knots</dc:title>{}</oai_dc:dc></metadata></record></ListRecords></OAI-PMH>"
)


def dublin_core(*dates: str) -> Record:
    text = OAI.format("".join(f"<dc:date>{date}</dc:date>" for date in dates))
    [record] = list(arxiv_oai.read(BytesIO(text.encode()), "k.xml"))
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize(
    ("dates", "published", "updated"),
    [
        (("info:eu-repo/date/embargoEnd/2027-01-01", "2022-03"), "2022-03", None),
        (("info:eu-repo/date/embargoEnd/2027-01-01",), None, None),
        (("2022", "2022-03-05"), "2022-03-05", None),
        (("2021", "2022-03-05", "2019/20"), "2019", "2022-03-05"),
        (("18th century", "2022-03-05"), "2022-03-05", None),
        (("18th century",), None, None),
    ],
)
def test_of_several_dates_of_dublin_core_the_good_ones_are_taken(
    dates: tuple[str, ...], published: str | None, updated: str | None
) -> None:
    record = dublin_core(*dates)
    assert (record.published and iso(record.published, record.published_precision)) == published
    assert (record.updated and record.updated.date().isoformat()) == updated
    assert bool(record.notes) is ("18th century" in dates)


def test_counts_and_dates_of_the_hub_that_cannot_be_read_are_left_out() -> None:
    text = '[{"paper": {"id": "2401.00001", "title": "Knots", "upvotes": "many", "publishedAt": "soon", "authors": 7}}]'
    [record] = list(hub_daily.read(BytesIO(text.encode()), "2026-07-24.json"))
    assert isinstance(record, Record)
    assert (record.listings[0].upvotes, record.published, record.authors, len(record.notes)) == (
        0,
        None,
        (),
        3,
    )


def test_a_file_in_a_named_encoding_is_read_in_it(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    path.write_bytes("@article{a, title={风筝与绳索}, author={李, 明}, year=2020}".encode("gb18030"))
    [guessed], [named] = list(read_batches(path)), list(read_batches(path, "gb18030"))
    assert (len(guessed.prepared), "--encoding" in guessed.rejected[0].reason) == (0, True)
    assert (named.prepared[0].content.title, named.rejected) == ("风筝与绳索", [])
    assert named.prepared[0].content.published == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "says"), [("no-such", "An encoding is one"), ("ascii", "in the encoding named")]
)
def test_a_wrong_encoding_is_said_to_be_wrong(tmp_path: Path, encoding: str, says: str) -> None:
    path = tmp_path / "x.bib"
    path.write_bytes("@article{a, title={风筝与绳索}}".encode("gb18030"))
    with pytest.raises(InputError, match=says):
        list(read_batches(path, encoding))
