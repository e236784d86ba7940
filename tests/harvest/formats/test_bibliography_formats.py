"""BibTeX and RIS."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.harvest.reading_files import read_sample

from broadsheet.papers.record import Identifier, LinkKind


def test_bibtex_entry_keeps_latex_and_loses_protecting_braces() -> None:
    kites = read_sample("references.bib").records[0]
    assert kites.title == r"Kites of {\"U}bermut and $x_{i}$"
    assert [author.name for author in kites.authors] == [
        "Ada Example",
        "The Kite Collaboration",
        "Karl Müller",
    ]
    assert kites.published == datetime(2020, 3, 1, tzinfo=UTC)
    assert kites.identifiers == (Identifier("doi", "10.1000/kite"),)
    assert kites.details["journal"] == "Journal of Kites"


def test_bibtex_eprint_is_the_arxiv_number() -> None:
    attention = read_sample("references.bib").records[1]
    assert (attention.identifiers, attention.fields) == ((Identifier("arxiv", "1706.03762"),), ("cs.CL",))


def test_bibtex_key_used_twice_is_two_papers() -> None:
    outcome = read_sample("references.bib")
    assert not outcome.rejected
    assert len({record.key for record in outcome.records}) == len(outcome.records) == 4
    assert outcome.records[2].published == datetime(2021, 5, 6, tzinfo=UTC)


def test_bibtex_book_without_author_has_its_editor() -> None:
    book = read_sample("references.bib").records[3]
    assert [author.name for author in book.authors] == ["Di Probe"]
    assert book.published == datetime(1987, 1, 1, tzinfo=UTC)


def test_ris_reference_is_a_record() -> None:
    ropes = read_sample("references.ris").records[0]
    assert (ropes.title, ropes.abstract) == ("Ropes and knots", "Ropes hold.")
    assert [author.name for author in ropes.authors] == ["Ada Example", "Bo Sample"]
    assert ropes.published == datetime(2019, 5, 1, tzinfo=UTC)
    assert ropes.identifiers == (Identifier("doi", "10.1000/rope"),)
    assert [link.kind for link in ropes.links] == [LinkKind.PAGE, LinkKind.PDF]
    assert ropes.details["pages"] == "10-19"


def test_ris_reference_with_one_space_and_no_end_is_read_too() -> None:
    loose = read_sample("references.ris").records[1]
    assert (loose.title, loose.authors[0].name, loose.published) == (
        "One space and no end",
        "Cy Trial",
        datetime(2001, 1, 1, tzinfo=UTC),
    )
