"""arXiv's four ways of stating a paper: snapshot, Atom, OAI-PMH, daily feed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from tests.harvest.reading_files import read_file, read_sample

from broadsheet.harvest import arxiv
from broadsheet.harvest.format import Rejected
from broadsheet.harvest.formats import arxiv_atom, arxiv_oai
from broadsheet.papers.record import Identifier, Record, RecordAuthor, Status

ARXIV = "arxiv"


def test_snapshot_line_is_a_whole_record() -> None:
    clocks = read_sample("snapshot.jsonl").records[0]
    assert (clocks.source, clocks.key, clocks.title) == (ARXIV, "0704.0001", "Prompt clocks and late trains")
    assert clocks.abstract == "A clock is prompt if it is not late.\n\nTrains are not clocks."
    assert [author.name for author in clocks.authors] == ["Ann Example", "Bert Sample Jr."]
    assert clocks.published == datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC)
    assert clocks.updated == datetime(2007, 7, 24, 20, 10, 27, tzinfo=UTC)
    assert clocks.fields == ("hep-ph", "cs.LG")
    assert clocks.identifiers == (
        Identifier(ARXIV, "0704.0001"),
        Identifier("doi", "10.1000/clock.1"),
        Identifier("doi", "10.1000/clock.2"),
    )
    assert clocks.details["journal"] == "J. Clocks 1 (2007) 1"


def test_snapshot_says_what_was_withdrawn_and_names_are_unicode() -> None:
    withdrawn = read_sample("snapshot.jsonl").records[1]
    assert (withdrawn.status, withdrawn.key) == (Status.WITHDRAWN, "math/0309136")
    assert withdrawn.authors == (RecordAuthor("Cleo Müller"),)


def test_atom_entry_is_a_whole_record_and_an_error_is_set_aside() -> None:
    outcome = read_sample("query.atom")
    [snails] = outcome.records
    assert (snails.key, snails.title, snails.abstract) == (
        "2407.04811",
        "On the slowness of snails",
        "Snails are slow & we say how slow.",
    )
    assert snails.authors[0] == RecordAuthor("Ada Example", "Garden Institute")
    assert snails.fields == ("q-bio.PE", "cs.LG")
    assert (snails.published, snails.details["version"]) == (
        datetime(2024, 7, 5, 18, 59, 59, tzinfo=UTC),
        "v3",
    )
    [error] = outcome.rejected
    assert "incorrect id format for abc" in error.reason


def test_oai_record_in_arxivs_format() -> None:
    looms = read_sample("oai.xml").records[0]
    assert (looms.key, looms.title, looms.fields) == (
        "1512.00001",
        "Looms that count",
        ("cs.LG", "stat.ML"),
    )
    assert looms.authors == (RecordAuthor("Keck Array"), RecordAuthor("Ada Lovelace II", "Here; There"))
    assert looms.abstract == "A loom counts threads, $n<10$."
    assert looms.updated == datetime(2016, 1, 2, tzinfo=UTC)


def test_oai_raw_record_whose_last_version_has_no_files_is_withdrawn() -> None:
    knots = read_sample("oai.xml").records[1]
    assert knots.status is Status.WITHDRAWN
    assert [author.name for author in knots.authors] == ["Bo Sample", "Cy Trial", "Di Probe"]
    assert knots.published == datetime(2003, 9, 8, 10, tzinfo=UTC)


def test_oai_deleted_header_is_a_deleted_record() -> None:
    gone = read_sample("oai.xml").records[2]
    assert (gone.source, gone.key, gone.title, gone.status) == (ARXIV, "1512.00002", "", Status.DELETED)


def test_dublin_core_of_another_repository_is_its_own_source() -> None:
    rain = read_sample("oai.xml").records[3]
    assert (rain.source, rain.key) == ("repository.example", "oai:repository.example:77")
    assert rain.abstract == "It rained in the cellar for a year and we measured it."
    assert [author.name for author in rain.authors] == ["Rita Regen", "Some Society"]
    assert rain.published == datetime(2010, 1, 1, tzinfo=UTC)
    assert rain.identifiers == (Identifier("doi", "10.1000/rain"),)


def test_oai_metadata_of_an_unknown_format_is_set_aside() -> None:
    [unknown] = read_sample("oai.xml").rejected
    assert unknown.locator == "oai:repository.example:78"
    assert "mods" in unknown.reason


def test_daily_feed_lists_what_is_new_and_not_what_is_replaced() -> None:
    owls, bats, cats = read_sample("arxiv_day.atom").records
    assert (owls.title, owls.abstract) == ("Owls at noon", "Owls see badly at noon.")
    assert (owls.published, owls.details["announced"]) == (None, "2025-08-20T04:00:00+00:00")
    assert [author.name for author in owls.authors] == ["Ada Example", "Bo Sample"]
    assert not bats.listings
    assert bats.details["announce_type"] == "replace-cross"
    [place] = cats.listings
    assert (place.list_slug, place.position, place.day) == ("arxiv-cs-ai-2025-08-20", 2, date(2025, 8, 20))


def test_daily_feed_says_the_same_in_rss_and_in_atom() -> None:
    [in_rss] = read_sample("arxiv_day.rss").records
    assert in_rss == read_sample("arxiv_day.atom").records[0]


def test_recorded_atom_answers_are_read_whole(shared_data: Path) -> None:
    answers = sorted((shared_data / "protocols/lukasschwab+arxiv.py/tests/fixtures").glob("*.json"))
    assert answers
    for answer in answers:
        body = json.loads(answer.read_text())["body"]
        found = list(arxiv_atom.read(BytesIO(body.encode()), "query.atom"))
        assert len(found) == body.count("<entry>")
        errors = body.count("/api/errors")
        assert sum(isinstance(item, Rejected) for item in found) == errors // 2


def test_recorded_oai_records_are_read_whole(shared_data: Path) -> None:
    folder = shared_data / "protocols/inspirehep+hepcrawl/tests/unit/responses/arxiv"
    outcomes = {path.name: read_file(path) for path in folder.glob("*.xml")}
    assert not [outcome.rejected for outcome in outcomes.values() if outcome.rejected]
    assert len(outcomes["sample_arxiv_record.xml"].records) == 12
    collaboration = outcomes["sample_arxiv_record4.xml"].records[0]
    assert len(collaboration.authors) == 65
    assert ":" not in {author.name for author in collaboration.authors}


def test_recorded_oai_page_with_deleted_records(shared_data: Path) -> None:
    page = shared_data / "protocols/mloesch+sickle/sickle/tests/sample_data/ListRecords.xml"
    assert [record.status for record in read_file(page).records] == [Status.DELETED, Status.ACTIVE]


def test_recorded_daily_feed_is_read_whole(shared_data: Path) -> None:
    feed = shared_data / "protocols/TideDra+zotero-arxiv-daily/tests/retriever/arxiv_rss_example.xml"
    outcome = read_file(feed)
    assert (outcome.format, len(outcome.records), outcome.rejected) == ("arxiv_rss", 7, [])
    assert all(record.authors and record.abstract and record.fields for record in outcome.records)


@pytest.mark.parametrize("code", ["badResumptionToken", "cannotDisseminateFormat"])
def test_an_error_that_a_repository_answers_is_said(code: str) -> None:
    answer = (
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="{code}">why</error></OAI-PMH>'
    )
    [found] = arxiv_oai.read(BytesIO(answer.encode()), "oai.xml")
    assert isinstance(found, Rejected)
    assert code in found.reason


def test_no_records_match_is_an_empty_answer() -> None:
    answer = b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch"/></OAI-PMH>'
    assert not list(arxiv_oai.read(BytesIO(answer), "oai.xml"))


def test_every_record_reads_back_from_its_canonical_bytes() -> None:
    for name in ("snapshot.jsonl", "query.atom", "oai.xml", "arxiv_day.atom"):
        for record in read_sample(name).records:
            assert Record.from_json(record.to_json()) == record


@pytest.mark.parametrize(
    ("comment", "status"),
    [
        ("This paper has been withdrawn by the author", Status.WITHDRAWN),
        ("Withdrawn due to an error in Lemma 2", Status.WITHDRAWN),
        ("withdrawn", Status.WITHDRAWN),
        ("Withdrawn students were interviewed", Status.ACTIVE),
        ("12 pages; an earlier version was withdrawn", Status.ACTIVE),
    ],
)
def test_only_a_comment_that_says_so_withdraws_a_paper(comment: str, status: Status) -> None:
    assert arxiv.record("2407.04811", title="T", details={"comment": comment}).status is status
