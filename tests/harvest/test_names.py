"""One reader of names for all formats: each on one line, given names first, nobody left out silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.harvest.bibtex_names import names_of
from broadsheet.harvest.names import names_in, split_names

GIVEN = st.sampled_from(("Ada", "Ada B.", "A. B.", "Zoë", "Jean-Luc", "Øystein", "Ana María"))
FAMILY = st.sampled_from(("Example", "Ünlü", "van Probe", "D'Essai", "Prueba Núñez", "Şahin", "Ångström-Lee"))
SUFFIX = st.sampled_from(("Jr.", "Sr.", "II", "III", "Ph.D."))
ESCAPES = {"ü": '{\\"u}', "Ü": '{\\"U}', "ë": '\\"e', "ú": "\\'u", "ñ": "\\~{n}", "Ş": "\\c{S}", "Å": "{\\AA}", "ö": '\\"{o}',
           "Ø": "{\\O}", "í": "{\\'\\i}"}  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Example, Ada C., Jr.", ["Ada C. Example, Jr."]),
        ("Example, Jr., Ada", ["Ada Example, Jr."]),
        ("Ada Example, III", ["Ada Example, III"]),
        ("Example, Ada, Ph.D.", ["Ada Example, Ph.D."]),
        ("Example, M.D.", ["M.D. Example"]),
        ("Sample, Md.", ["Md. Sample"]),
        ("Sample, V.", ["V. Sample"]),
        ("Kite Collaboration:", ["Kite Collaboration"]),
        ("Kite Collaboration: A. Example, B. Sample", ["Kite Collaboration", "A. Example", "B. Sample"]),
        ("Rope, Kite Collaborations: A. Example", ["Rope, Kite Collaborations", "A. Example"]),
        ("Kite and Rope, Inc.", ["Kite and Rope, Inc."]),
        (":", []),
        ("et al.", []),
        ("others", []),
        ("Ada Example et al.", ["Ada Example"]),
        ("Ada Example*†", ["Ada Example"]),
        ("Ada Example¹,²", ["Ada Example"]),
        ("Ada Example$^{1,2}$", ["Ada Example"]),
        ("Ada Example (1)", ["Ada Example"]),
        ("Ada Example (for the Kites)", ["Ada Example (for the Kites)"]),
        ("Ada Example1", ["Ada Example1"]),
        ("ada@kites.example (Ada Example)", ["Ada Example"]),
        ("Example, Ada (0000-0001-2345-6789)", ["Ada Example"]),
        ("Ada Example, KITE", ["Ada Example"]),
    ],
)
def test_one_statement_of_an_author(stated: str, names: list[str]) -> None:
    assert names_in(stated) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Example, Ada C., Jr.; Sample, Bo", ["Ada C. Example, Jr.", "Bo Sample"]),
        ("Ada Example, Jr., Bo Sample", ["Ada Example, Jr.", "Bo Sample"]),
        ("Ada Example, Ph.D., Bo Sample, M.D.", ["Ada Example, Ph.D.", "Bo Sample, M.D."]),
        ("Example, A., Sample, B., Trial, C. D.", ["A. Example", "B. Sample", "C. D. Trial"]),
        ("Ada Example1,2, Bo Sample2", ["Ada Example", "Bo Sample"]),
        ("Ada Example, Bo Sample, et al.", ["Ada Example", "Bo Sample"]),
        ("Example, Ada and Sample, Bo", ["Ada Example", "Bo Sample"]),
        ("Kite Team: Ada Example and Bo Sample", ["Kite Team", "Ada Example", "Bo Sample"]),
    ],
)
def test_one_text_of_several_authors(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (r"{\'E}lie Andr{\'e} and {Prueba y N{\'u}{\~n}ez}, Jos{\'e}", ["Élie André", "José Prueba y Núñez"]),
        ("family=Sample, given=Jean-Luc, prefix=de la and family=Example, given=Ada, suffix=Jr.",
         ["Jean-Luc de la Sample", "Ada Example, Jr."]),
        ("{Kites and Ropes, Inc.} and {The Kite Collaboration}", ["Kites and Ropes, Inc.", "The Kite Collaboration"]),
        ("Example, Ada; Sample, Bo; Trial, Cy", ["Ada Example", "Bo Sample", "Cy Trial"]),
        (r"{de'\hspace{0pt} Prova}, Lorenzo and Jan Prob{\ocirc{u}}", ["Lorenzo de' Prova", "Jan Probů"]),
        ("Ada Example AND Bo Sample and others", ["Ada Example", "Bo Sample"]),
    ],
)  # fmt: skip
def test_the_authors_of_a_bibtex_entry(line: str, names: list[str]) -> None:
    assert names_of(line) == names


@given(GIVEN, FAMILY)
def test_an_inverted_name_reads_as_the_upright_one(given_name: str, family: str) -> None:
    upright = f"{given_name} {family}"
    assert names_in(f"{family}, {given_name}") == names_in(upright) == names_of(upright) == [upright]


@given(GIVEN, FAMILY, SUFFIX)
def test_a_suffix_stays_last_wherever_it_stood(given_name: str, family: str, suffix: str) -> None:
    printed = f"{given_name} {family}, {suffix}"
    assert names_in(f"{family}, {given_name}, {suffix}") == [printed]
    assert names_in(f"{family}, {suffix}, {given_name}") == [printed]
    assert names_in(printed) == [printed]


@given(GIVEN, FAMILY)
def test_accents_written_in_latex_are_the_letters(given_name: str, family: str) -> None:
    written = "".join(ESCAPES.get(letter, letter) for letter in f"{family}, {given_name}")
    assert names_of(written) == [f"{given_name} {family}"]


@given(st.lists(st.tuples(GIVEN, FAMILY), min_size=2, max_size=6), st.sampled_from(("; ", "\n", " and ")))
def test_every_author_of_a_text_is_one(people: list[tuple[str, str]], separator: str) -> None:
    line = separator.join(f"{family}, {given_name}" for given_name, family in people)
    assert split_names(line) == [f"{given_name} {family}" for given_name, family in people]


@given(st.text(max_size=80))
def test_what_was_read_reads_as_itself(stated: str) -> None:
    for name in names_in(stated):
        assert name == name.strip()
        assert any(map(str.isalnum, name))
