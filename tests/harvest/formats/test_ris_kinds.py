"""What reference managers and publishers write into RIS files."""

from __future__ import annotations

from io import BytesIO

import pytest

from broadsheet.harvest.formats import ris
from broadsheet.papers.precision import iso
from broadsheet.papers.record import Identifier, Record


def read(text: str) -> list[Record]:
    return [item for item in ris.read(BytesIO(text.encode()), "x.ris") if isinstance(item, Record)]


def read_one(*lines: str) -> Record:
    [record] = read("\n".join(["TY  - JOUR", "TI  - Knots", *lines, "ER  - "]))
    return record


@pytest.mark.parametrize(
    "line",
    ["N1  - arXiv:2401.00001 [cs.LG]", "AN  - arXiv:2401.00001", "M1  - arXiv:2401.00001", "UR  - arxiv.org/abs/2401.00001",
     "DO  - https://doi.org/10.48550/ARXIV.2401.00001", "JO  - arXiv preprint arXiv:2401.00001", "VL  - abs/2401.00001"],
)  # fmt: skip
def test_a_number_of_arxiv_is_found_wherever_it_stands(line: str) -> None:
    assert read_one(line).identifiers == (Identifier("arxiv", "2401.00001"),)


@pytest.mark.parametrize("end", ["ER", "ER  -", "ER -", ""])
def test_a_reference_ends_however_its_end_is_written(end: str) -> None:
    records = read(f"TY  - JOUR\nTI  - Knots\nAB  - They hold.\n{end}\nTY  - JOUR\nTI  - Ropes\n{end}\n")
    assert [(record.title, record.abstract) for record in records] == [("Knots", "They hold."), ("Ropes", "")]


def test_tags_before_the_type_are_of_the_reference_that_follows() -> None:
    records = read(
        "TI  - Knots\nTY  - JOUR\nPY  - 2020\nER  - \nTI  - Ropes\nTY  - JOUR\nPY  - 2021\nER  - \n"
    )
    assert [(record.title, record.published.year) for record in records if record.published] == [
        ("Knots", 2020),
        ("Ropes", 2021),
    ]


def test_lines_of_an_abstract_that_look_like_tags_stay_in_it() -> None:
    record = read_one(
        "AB  - Kites rise.",
        "AI - driven ropes hold.",
        "AN - unusual line.",
        "UP  - 2 percent.",
        "KW  - kites",
    )
    assert record.abstract == "Kites rise. AI - driven ropes hold. AN - unusual line. UP - 2 percent."
    assert record.details["keywords"] == ["kites"]


def test_first_and_other_authors_are_all_authors() -> None:
    record = read_one("A1  - Example, Ada", "AU  - Sample, Bo", "AU  - Trial, Cy, Jr.")
    assert [author.name for author in record.authors] == ["Ada Example", "Bo Sample", "Cy Trial, Jr."]


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        (("Y1  - 2020/06/02", "PY  - 2020"), "2020-06-02"),
        (("PY  - 2019", "DA  - 2020/06/02"), "2020-06-02"),
        (("PY  - 2020/06//Spring",), "2020-06"),
        (("PY  - 2020///Fall",), "2020"),
        (("DA  - 2020/31/31", "PY  - 2020"), "2020"),
    ],
)
def test_the_date_that_says_most_is_taken(lines: tuple[str, ...], read_as: str) -> None:
    record = read_one(*lines)
    assert record.published is not None
    assert iso(record.published, record.published_precision) == read_as


def test_a_reference_written_with_single_spaces_throughout_is_read() -> None:
    [record] = read("TY - JOUR\nTI - Knots\nAU - Example, Ada\nER -\n")
    assert (record.title, record.authors[0].name) == ("Knots", "Ada Example")
