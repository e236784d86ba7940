"""Citations, read by other people's parsers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import bibtexparser
import orjson
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from tests.api.shelf import ALL, BERT, PROCEEDINGS, SETS, UNNAMED, stock
from tests.listing.known_parts import entry_with
from tests.papers.records import NOON, record

from broadsheet.api.citations.bibtex import bibtex, escape
from broadsheet.api.citations.people import Person, person
from broadsheet.api.citations.venue import Venue, venue_of
from broadsheet.api.citations.work import work_of, works_of
from broadsheet.listing.entries import Entry as Listed
from broadsheet.listing.entries import entries
from broadsheet.papers.models import Paper

pytestmark = pytest.mark.django_db


def fetched(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def entry(text: str) -> Entry:
    (only,) = parse_string(text, "bibtex").entries.values()
    return only


def test_bibtex_of_a_preprint_names_its_archive() -> None:
    stock(BERT)
    fields = entry(fetched("/papers/2603.00002.bib")).fields
    assert (fields["eprint"], fields["archivePrefix"], fields["primaryClass"]) == (
        "2603.00002",
        "arXiv",
        "cs.CL",
    )


def test_bibtex_keeps_the_case_of_acronyms() -> None:
    stock(BERT)
    assert entry(fetched("/papers/2603.00002.bib")).fields["title"] == "{BERT} and the <{EOS}> token"


def test_bibtex_keeps_mathematics_and_escapes_what_is_none() -> None:
    stock(SETS)
    title = entry(fetched("/papers/2603.00001.bib")).fields["title"]
    assert title == r"Fields \& sets: learning $L^p$ norms from 5\% of the\_data"


def test_unmatched_brace_does_not_end_the_entry() -> None:
    text = "@misc{key, abstract = {" + escape("An unmatched { brace, and \\ more") + "}}"
    assert entry(text).fields["abstract"] == r"An unmatched \textbraceleft{} brace, and \textbackslash{} more"


def test_journal_makes_an_article_and_proceedings_an_inproceedings() -> None:
    stock(SETS, PROCEEDINGS)
    article = entry(fetched("/papers/2603.00001.bib"))
    assert (article.type, article.fields["journal"], article.fields["volume"]) == (
        "article",
        "Phys. Rev. D",
        "76",
    )
    chapter = entry(fetched("/papers/doi:10.1000/acl-1.bib"))
    assert (chapter.type, chapter.fields["pages"]) == ("inproceedings", "1--12")


def test_names_arrive_in_their_parts() -> None:
    stock(SETS)
    authors = entry(fetched("/papers/2603.00001.bib")).persons["author"]
    assert authors[0].prelast_names == ["van", "der"]
    assert authors[0].last_names == ["Schaar"]
    assert (authors[2].last_names, authors[2].lineage_names, authors[2].first_names) == (
        ["King"],
        ["Jr."],
        ["Martin"],
    )
    assert authors[3].last_names == ["{ATLAS Collaboration}"]


def test_a_list_is_read_by_two_parsers_alike() -> None:
    stock(*ALL)
    text = fetched("/lists/week-12.bib")
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == list(parse_string(text, "bibtex").entries)
    assert len(library.entries) == 2


def test_keys_are_told_apart_and_stay_the_same() -> None:
    stock(PROCEEDINGS, record("Necessity of other things", "twin", names=("Irena Bellert",)))
    ids = list(Paper.objects.order_by("id").values_list("id", flat=True))
    first, second = (work.key for work in works_of(entries(ids)))
    assert first.startswith("bellert2026necessity-")
    assert second.startswith("bellert2026necessity-")
    assert second != first
    assert [work.key for work in works_of(entries(reversed(ids)))] == [second, first]


@given(st.lists(st.sets(st.integers(0, 11), min_size=1), min_size=2, max_size=4))
def test_key_is_of_the_paper_alone_and_unique_over_all_lists(lists: list[set[int]]) -> None:
    texts = [(f"On {'graphs' if number % 2 else 'trees'}", f"2603.{number:05}") for number in range(12)]
    made = [_entry(*text) for text in texts]
    keys: dict[int, set[str]] = defaultdict(set)
    for numbers in lists:
        for number, work in zip(numbers, works_of([made[number] for number in numbers]), strict=True):
            keys[number].add(work.key)
            assert work.key == work_of(made[number]).key
    assert all(len(each) == 1 for each in keys.values())
    assert len(set[str]().union(*keys.values())) == len(keys)


def _entry(title: str, public_id: str) -> Listed:
    paper = Paper(public_id=public_id, title=title, published=NOON, first_seen=NOON)
    return entry_with(paper, authors=(("Irena Bellert", ""),))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (r"A ResNet for $\ell_1$ and GPUs", r"A {ResNet} for $\ell_1$ and {GPUs}"),
        (r"$k$-NN and the H2O of BERTs", r"$k$-{NN} and the {H2O} of {BERTs}"),
        (r"{ImageNet} at $n$ \& {a_b} on iOS", r"{ImageNet} at $n$ \& {a\_b} on {iOS}"),
        (r"\textsc{PaLM} in $\mathrm{SO}(3)$, \LaTeX", r"\textsc{PaLM} in $\mathrm{SO}(3)$, \LaTeX"),
        ("Plain words at $x$", "Plain words at $x$"),
    ],
)
def test_capitals_are_guarded_beside_mathematics_too(title: str, expected: str) -> None:
    work = work_of(_entry(title, "2603.00001"))
    assert entry(bibtex([work])).fields["title"] == expected


@pytest.mark.parametrize(
    "name", ["North and South Labs", "Hook & Line Inc.", "Graph + Tree Ltd", "Tea and Coffee"]
)
def test_group_of_several_is_kept_as_one(name: str) -> None:
    stock(record("Of several", "2603.00009", names=(name, "Ada Example")))
    public_id = Paper.objects.get().public_id
    braced = entry(fetched(f"/papers/{public_id}.bib")).persons["author"][0]
    assert (braced.last_names, braced.first_names) == ([f"{{{escape(name)}}}"], [])
    (reference,) = rispy.loads(fetched(f"/papers/{public_id}.ris"))
    assert reference["authors"][0] == name
    assert orjson.loads(fetched(f"/papers/{public_id}.csl.json"))[0]["author"][0] == {"literal": name}


def test_ris_is_read_back() -> None:
    stock(*ALL)
    (read,) = rispy.loads(fetched("/papers/2603.00001.ris"))
    assert read["authors"] == [
        "van der Schaar, Mihaela",
        "Mädler, Conrad",
        "King, Jr., Martin",
        "ATLAS Collaboration",
    ]
    assert (read["type_of_reference"], read["start_page"], read["year"]) == ("JOUR", "013009", "2026")
    assert read["abstract"].endswith("A second paragraph of the abstract.")
    assert read["file_attachments1"] == "https://arxiv.org/pdf/2603.00001"


def test_ris_of_a_list_has_every_paper_in_order() -> None:
    stock(*ALL)
    read = rispy.loads(fetched("/lists/week-12.ris"))
    assert [each["title"] for each in read] == ["BERT and the <EOS> token", "Necessity of transformations"]


def test_csl_is_rendered_by_a_citation_processor() -> None:
    stock(*ALL)
    items: list[dict[str, Any]] = orjson.loads(fetched("/papers/2603.00001.csl.json"))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    (line,) = (str(each) for each in bibliography.bibliography())
    assert "van der Schaar" in line
    assert "Phys. Rev. D" in line
    assert "2026" in line


def test_unknown_names_leave_no_author_behind() -> None:
    stock(UNNAMED)
    assert "author" not in entry(fetched(f"/papers/{Paper.objects.get().public_id}.bib")).fields


@pytest.mark.parametrize("form", ["bib", "ris", "csl.json"])
def test_unknown_paper_is_not_found(form: str) -> None:
    assert Client().get(f"/papers/0000.00000.{form}").status_code == 404


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ludwig van Beethoven", Person("Beethoven", "Ludwig", "van")),
        ("Martin Luther King Jr.", Person("King", "Martin Luther", "", "Jr.")),
        ("张伟", Person("张伟")),
        ("Gemini Team", Person("Gemini Team")),
        ("José Ortega y Gasset", Person("Gasset", "José Ortega", "y")),
        ("Sam G. Krupa (Max Planck Institute)", Person("Krupa", "Sam G.")),
        ("Álvaro da Veiga", Person("Veiga", "Álvaro", "da")),
    ],
)
def test_names_are_taken_apart(name: str, parts: Person) -> None:
    assert person(name) == parts


@pytest.mark.parametrize(
    ("line", "venue"),
    [
        ("J. Phys. A 40 (2007) 1234-1250", Venue("J. Phys. A", "", "40", "", "1234-1250")),
        ("Nature 550, 354 (2017)", Venue("Nature", "", "550", "", "354")),
        ("Proceedings of ICML 2020", Venue(proceedings="Proceedings of ICML 2020")),
        ("to appear somewhere", Venue(as_printed="to appear somewhere")),
    ],
)
def test_journal_references_are_taken_apart_where_they_can_be(line: str, venue: Venue) -> None:
    assert venue_of({"journal_ref": line}) == venue


@pytest.mark.parametrize(
    ("name", "venue"),
    [
        ("NeurIPS 2017", Venue(proceedings="NeurIPS 2017")),
        ("IEEE ISIT 2024", Venue(proceedings="IEEE ISIT 2024")),
        ("ICML 2024 Workshops: ARLET 2024", Venue(proceedings="ICML 2024 Workshops: ARLET 2024")),
        ("JMLR 2022", Venue("JMLR")),
        ("Pattern Recognition Letters 2024", Venue("Pattern Recognition Letters")),
        ("Letters of Robots 9(1), 2023", Venue(as_printed="Letters of Robots 9(1), 2023")),
    ],
)
def test_year_behind_a_venue_is_no_volume(name: str, venue: Venue) -> None:
    assert venue_of({"venue": name}) == venue
