"""Saved Daily Papers pages: all entries, whatever they lack, and nothing that the page does not say."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from tests.harvest.reading_files import SAMPLES, read_file, read_sample

from broadsheet.harvest.daily_page import PrintedDate, organisation, page_year
from broadsheet.harvest.formats import daily_papers_page, ledger
from broadsheet.papers.record import Record, RecordListing

HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nJun 13\n\n"


def entries(text: str, name: str = "daily-papers-905.txt") -> list[Record]:
    found = list(daily_papers_page.read(BytesIO(text.encode()), name))
    assert all(isinstance(item, Record) for item in found)
    return [item for item in found if isinstance(item, Record)]


def places(shared_data: Path) -> dict[tuple[str, int], tuple[Record, RecordListing]]:
    ledger_file = shared_data.parent / "ledger" / "ledger.jsonl"
    if not ledger_file.exists():
        pytest.skip("no ledger beside the real data")
    with ledger_file.open("rb") as file:
        records = [item for item in ledger.read(file, ledger_file.name) if isinstance(item, Record)]
    return {
        (place.list_slug, place.position): (record, place) for record in records for place in record.listings
    }


def test_the_five_pages_hold_592_listings_of_562_titles(shared_data: Path) -> None:
    outcomes = [read_file(path) for path in sorted((shared_data / "seeds").glob("*.txt"))]
    records = [record for outcome in outcomes for record in outcome.records]
    assert [len(outcome.records) for outcome in outcomes] == [119, 71, 51, 119, 232]
    assert not any(outcome.rejected for outcome in outcomes)
    assert len({record.title for record in records}) == 562
    assert len({record.key for record in records}) == 592


def test_the_five_pages_and_the_ledger_agree_on_every_listing(shared_data: Path) -> None:
    stated = places(shared_data)
    for path in sorted((shared_data / "seeds").glob("*.txt")):
        for record in read_file(path).records:
            [listing] = record.listings
            in_ledger, place = stated.pop((listing.list_slug, listing.position))
            assert (record.title, listing) == (in_ledger.title, place)
            if listing.list_slug == "daily-papers-001":
                said = (record.author_count, record.organisation, record.published)
                assert said == (in_ledger.author_count, in_ledger.organisation, in_ledger.published)
    assert not stated


def test_every_paper_of_the_five_pages_has_its_whole_abstract(shared_data: Path) -> None:
    for path in sorted((shared_data / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        records = read_file(path).records
        said = sum(len("".join((record.title + record.abstract).split())) for record in records)
        chrome_and_metadata = len("".join(text.split())) - said
        assert 0 <= chrome_and_metadata < 100 + 40 * len(records)
        assert all(len(record.abstract) > 300 for record in records)


def test_entries_have_date_count_organisation_and_authors() -> None:
    sheep, kite, bare, wine, *_ = read_sample("daily-papers-900.txt").records
    assert (sheep.organisation, sheep.listings[0].listed_on, sheep.listings[0].comments) == (
        "ACME Lab",
        date(2025, 2, 27),
        3,
    )
    assert (kite.author_count, kite.listings[0].comments) == (4, 0)
    assert (bare.author_count, bare.organisation, bare.published, bare.listings[0].comments) == (
        0,
        "",
        None,
        0,
    )
    assert (wine.listings[0].listed_on, wine.listings[0].comments) == (date(2018, 7, 8), 12)


def test_a_date_after_the_pages_own_is_of_the_year_before() -> None:
    kite = read_sample("daily-papers-900.txt").records[1]
    assert kite.listings[0].listed_on == date(2024, 12, 30)


def test_a_year_that_the_page_does_not_prove_stays_unknown() -> None:
    text = (
        HEAD
        + "A title\n\nAn abstract.\n\n  • 2 authors\n·\nMay 4 1\n\nOld\n\nIt is.\n\n  • 1 authors\n·\nMay 4, 2015"
    )
    young, old = entries(text)
    assert (young.listings[0].listed_on, young.listings[0].comments) == (None, 1)
    assert old.listings[0].listed_on == date(2015, 5, 4)
    assert page_year([2015, 2024, 2024]) is None
    assert page_year([2015, 2024, 2024, 2024]) == 2025


def test_titles_that_look_like_the_sites_own_lines_stay() -> None:
    titles = [record.title for record in read_sample("daily-papers-901.txt").records]
    assert titles == ["Subscribers Rarely Read the Small Print", "Daily Papers", "Oct 9"]


def test_an_entry_without_abstract_does_not_shift_the_others() -> None:
    text = (
        HEAD
        + "First title\n\nSecond title\n\nThe second abstract is a sentence.\n\nThird title\n\nAnd so is this."
    )
    assert [(record.title, record.abstract) for record in entries(text)] == [
        ("First title", ""),
        ("Second title", "The second abstract is a sentence."),
        ("Third title", "And so is this."),
    ]


def test_a_second_paragraph_belongs_to_its_abstract() -> None:
    long = "This sentence is repeated until no title could be so long. " * 8
    [first, second] = entries(HEAD + f"First\n\nShort one.\n\n{long}\n\nSecond\n\nAnother.")
    assert first.abstract.startswith("Short one.\n\nThis sentence")
    assert second.title == "Second"


def test_a_title_printed_twice_on_one_page_is_two_listings() -> None:
    records = entries(HEAD + "Same title\n\nOne abstract.\n\nSame title\n\nAnother abstract.")
    assert len({record.key for record in records}) == 2


def test_a_page_of_another_name_is_named_after_its_content() -> None:
    [one] = entries(HEAD + "Title\n\nAbstract.", "saved.txt")
    [again] = entries(HEAD + "Title\n\nAbstract.", "copy of saved.txt")
    [other] = entries(HEAD + "Title\n\nAnother abstract.", "saved.txt")
    assert one.key == again.key != other.key
    assert one.listings[0].list_slug.startswith("daily-papers-")


def test_the_same_page_with_other_line_ends_says_the_same(tmp_path: Path) -> None:
    page = (SAMPLES / "daily-papers-900.txt").read_bytes()
    (tmp_path / "daily-papers-900.txt").write_bytes(b"\xef\xbb\xbf" + page.replace(b"\n", b"\r\n"))
    assert read_file(tmp_path / "daily-papers-900.txt") == read_sample("daily-papers-900.txt")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("qualcomm Qualcomm", ("Qualcomm", "qualcomm")),
        ("AlibabaTongyiLab TongyiLab", ("TongyiLab", "AlibabaTongyiLab")),
        ("google-deepmind Google DeepMind", ("Google DeepMind", "google-deepmind")),
        ("Tsinghua University", ("Tsinghua University", "")),
        ("NVIDIA", ("NVIDIA", "")),
    ],
)
def test_a_handle_in_front_of_an_organisation_is_no_part_of_its_name(
    line: str, read: tuple[str, str]
) -> None:
    assert organisation(line) == read


def test_lines_that_are_no_dates_are_none() -> None:
    assert PrintedDate.read("Mayonnaise 4") is None
    assert PrintedDate.read("May 32") is None
    assert PrintedDate.read("Oct 28, 2024 2") == PrintedDate(10, 28, 2024, 2)
