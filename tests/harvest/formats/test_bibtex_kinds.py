"""What people write into BibTeX and BibLaTeX files."""

from __future__ import annotations

from io import BytesIO

import pytest

from broadsheet.harvest.formats import bibtex
from broadsheet.harvest.formats.bibtex import CHUNK_CHARS
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.precision import iso
from broadsheet.papers.record import Identifier, Record


def read(text: str) -> list[Record]:
    return [item for item in bibtex.read(BytesIO(text.encode()), "x.bib") if isinstance(item, Record)]


def read_one(fields: str) -> Record:
    [record] = read(f"@misc{{k, title={{Kites}}, author={{Example, Ada}}, {fields}}}")
    return record


@pytest.mark.parametrize(
    "fields",
    [
        "archivePrefix={arXiv}, eprint={arXiv:2401.00001}",
        "archiveprefix={arxiv}, eprint={2401.00001v3 [cs.LG]}",
        "eprinttype={arxiv}, eprint={https://arxiv.org/abs/2401.00001}",
        "note={arXiv:2401.00001, to appear in Knots}",
        "howpublished={Preprint (arXiv: 2401.00001)}",
        r"howpublished={\url{https://arxiv.org/abs/2401.00001}}",
        r"url={\url{https://arxiv.org/abs/2401.00001}}",
        "journal={arXiv preprint arxiv:2401.00001}",
        "journal={ArXiv}, volume={abs/2401.00001}",
        "journal={CoRR}, volume={abs/2401.00001}, year=2024",
        "doi={10.48550/ARXIV.2401.00001}",
    ],
)
def test_a_number_of_arxiv_is_found_wherever_it_stands(fields: str) -> None:
    assert read_one(fields).identifiers == (Identifier("arxiv", "2401.00001"),)


@pytest.mark.parametrize(
    "fields", ["eprinttype={hal}, eprint={2401.00001}", "note={Extended version of arXiv:2401.00001}",
               "note={Replies to arXiv:2401.00001 and arXiv:2401.00002}", "pages={2401.00001}"]
)  # fmt: skip
def test_a_number_of_something_else_names_nothing(fields: str) -> None:
    assert read_one(fields).identifiers == ()


def test_an_old_number_takes_its_archive_from_the_class() -> None:
    record = read_one("eprinttype={arxiv}, eprint={0309001}, eprintclass={math.GT}")
    assert (record.identifiers, record.fields) == ((Identifier("arxiv", "math/0309001"),), ("math.GT",))


def test_latex_in_an_address_and_a_doi_is_resolved() -> None:
    record = read_one(r"doi={10.1000/kite\_1}, url={https://kites.example/a\_b\%20c}")
    assert record.identifiers == (Identifier("doi", "10.1000/kite_1"),)
    assert [link.url for link in record.links] == ["https://kites.example/a_b%20c"]


@pytest.mark.parametrize(
    ("fields", "read_as"),
    [
        ("date={2020-06-02/2020-06-05}", "2020-06"),
        ("date={2020-22}", "2020"),
        ("date={2020-06~}", "2020-06"),
        ("date={2020}, month=jun", "2020"),
        ("year={2020}, month={06}, day=2", "2020-06-02"),
        ('year=2020, month = jun # "~2"', "2020-06-02"),
        ('year=2020, month = "2~" # jun', "2020-06-02"),
        ("year=2020, month={May--June}", "2020-05"),
        ("date={nonsense}, year=2020", "2020"),
    ],
)
def test_a_date_is_read_as_far_as_it_says(fields: str, read_as: str) -> None:
    record = read_one(fields)
    assert record.published is not None
    assert iso(record.published, record.published_precision) == read_as


@pytest.mark.parametrize("fields", ["date={202u}", "year={soon}", "date={31 February 2020}"])
def test_a_date_that_cannot_be_read_is_left_out_with_a_note(fields: str) -> None:
    record = read_one(fields)
    assert (record.published, len(record.notes)) == (None, 1)


def test_macros_are_put_together_wherever_they_are_defined() -> None:
    [record] = read(
        '@string{kites = "Kites"}\n@string{journal = kites # " and Ropes"}\n'
        '@article{a, title={Knots}, author = ada # " and Bo Sample", journal = JOURNAL # { Weekly}}\n'
        '@string{ada = "Example, Ada"}'
    )
    assert [author.name for author in record.authors] == ["Ada Example", "Bo Sample"]
    assert record.details["journal"] == "Kites and Ropes Weekly"


@pytest.mark.parametrize("parent_first", [True, False])
def test_a_child_inherits_the_date_and_the_book_of_its_parent(parent_first: bool) -> None:
    child = "@inproceedings{c, title={Knots}, author={Example, Ada}, crossref={P}}"
    parent = "@proceedings{p, title={All about Kites}, editor={Trial, Cy}, date={2020-06}, doi={10.1000/all}}"
    records = {
        record.title: record
        for record in read("\n".join([parent, child] if parent_first else [child, parent]))
    }
    knots = records["Knots"]
    assert knots.published is not None
    assert iso(knots.published, knots.published_precision) == "2020-06"
    assert (knots.details["booktitle"], knots.identifiers) == ("All about Kites", ())
    assert [author.name for author in knots.authors] == ["Ada Example"]


def test_a_parent_and_a_macro_are_found_far_behind_their_child() -> None:
    child = "@inproceedings{c, title={Knots}, author = ada, crossref={p}}\n"
    filler = "".join(
        f"@misc{{f{n}, title={{Filler {n} {'word ' * 40}}}}}\n" for n in range(2 * CHUNK_CHARS // 200)
    )
    parent = '@string{ada = "Example, Ada"}\n@proceedings{p, title={All about Kites}, year=2020}\n'
    [knots] = [record for record in read(child + filler + parent) if record.title == "Knots"]
    assert (knots.details["booktitle"], knots.authors[0].name) == ("All about Kites", "Ada Example")


def test_a_parent_that_never_comes_costs_no_child() -> None:
    assert [record.title for record in read("@inproceedings{c, title={Knots}, crossref={nowhere}}")] == [
        "Knots"
    ]


def test_fields_of_several_values_are_joined_and_a_missing_comma_ends_a_field() -> None:
    [record] = read("@article{a, title={Knots}\n author={Example, Ada}, keywords={a, b}, keywords={c}}")
    assert (record.title, [author.name for author in record.authors]) == ("Knots", ["Ada Example"])
    assert record.details["keywords"] == ["a", "b", "c"]


def test_an_at_sign_in_an_abstract_begins_no_entry() -> None:
    records = read(
        "@article{a, title={Knots}, abstract={Write to\n@article{one of us, please}\n@property{x}\n or a@b.example}}\n"
        "@article{b, title={Ropes}}"
    )
    assert [record.title for record in records] == ["Knots", "Ropes"]
    assert "@article{one of us" in to_unicode(records[0].abstract) or "@article" in records[0].abstract


def test_text_of_an_unknown_encoding_is_set_aside_with_the_cure() -> None:
    text = "@article{a, title={风筝与绳索的研究}, year=2020}\n@article{b, title={Ropes}, year=2020}".encode(
        "gb18030"
    )
    [reject, ropes] = list(bibtex.read(BytesIO(text), "x.bib"))
    assert isinstance(ropes, Record)
    assert "--encoding" in reject.reason  # type: ignore[union-attr]
    assert ropes.title == "Ropes"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r"As in \cite[Thm.~1.2]{a} and \citep[see][p.~3]{b}, \S 4", "As in and, § 4"),
        (r"\citep[][p.~3]{b} holds", "holds"),
        (r"\P 2 costs \pounds 5 \ddag", "¶ 2 costs £ 5 ‡"),
        (r"\mkbibemph{Kites} and \mkbibquote{ropes}", "Kites and ropes"),
        (r"$\langle x \rangle$ where $\P(X)$", "⟨x⟩ where P(X)"),
        (r"Prob{--}Lehr, \textquotedblleft so\textquotedblright{} they say\textemdash done", "Prob–Lehr, “so” they say—done"),
        (r"a\hspace{0pt}b", "ab"),
    ],
)  # fmt: skip
def test_latex_is_readable(written: str, plain: str) -> None:
    assert to_unicode(written) == plain
