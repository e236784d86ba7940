"""Two sources write one work a little differently, and two works are written alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.papers.conftest import Take
from tests.papers.records import NOON, record

from broadsheet.papers.models import Paper
from broadsheet.papers.names import name_keys, same_author
from broadsheet.papers.record import Identifier as Id
from broadsheet.papers.titles import title_key

TITLE = "How rivers remember their floods"
SHORT = "Introduction"
LONG = "A ledger of the floods of nine rivers over four centuries"

pytestmark = pytest.mark.django_db
ONE_PERSON = [
    ("Greta Schröder", "Greta Schroeder"),
    ("Greta Schröder", "Greta Schroder"),
    ("Greta Schroeder", "G. Schroder"),
    ("Åse Bjørnsen", "Aase Bjoernsen"),
    ("Åse Bjørnsen", "Ase Bjornsen"),
    ("Luis Moreno-Vidal", "Luis Moreno Vidal"),
    ("Moreno Vidal, Luis", "Luis Moreno-Vidal"),
    ("Luis Moreno Vidal", "Luis Moreno"),
    ("Luis Moreno-Vidal", "Luis Moreno"),
    ("Trần Thị Hoa", "Thi Hoa Tran"),
    ("Trần Thị Hoa", "Hoa Thi Tran"),
    ("Park Ji-Hoon", "Jihoon Park"),
    ("Ji Hoon Park", "Park Jihoon"),
    ("The HERMES Collaboration", "HERMES Collaboration"),
    ("van der Linden, Piet", "Piet van der Linden"),
    ("Ida Roth, Jr.", "Ida Roth Jr"),
    ("R. Straßer", "Rolf Strasser"),
]
TWO_PEOPLE = [
    ("Wei Chen", "Li Chen"),
    ("Luis Moreno", "Luis Vidal"),
    ("Luis Moreno", "Ana Moreno Vidal"),
    ("L. Moreno", "Luisa Vidal Moreno Paz"),
    ("John A. Hart", "John B. Hart"),
    ("HERMES Collaboration", "ZEUS Collaboration"),
    ("王小明", "李小明"),
    ("Hart", "Hartmann"),
]
NAMES = st.lists(
    st.sampled_from(
        [
            "Ana",
            "Luis",
            "J.",
            "K.-L.",
            "Moreno",
            "Vidal",
            "García-López",
            "Müller",
            "Mueller",
            "Muller",
            "Øre",
            "Oere",
            "Nguyễn",
            "Văn",
            "An",
            "van",
            "der",
            "Berg",
            "Li",
            "Wei",
            "Guang-Bin",
            "Guangbin",
            "Jr.",
            "III",
            "王明",
            "The",
            "Collaboration",
            ",",
            "Saez",
            "Aaby",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_one_person_however_written_proves_one_work(taking: Take, one: str, other: str) -> None:
    taking(record(SHORT, "1", source="a", names=(one,)), record(SHORT, "2", source="b", names=(other,)))
    assert Paper.objects.count() == 1


@pytest.mark.parametrize("title", [SHORT, TITLE])
@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people_keep_their_works_apart(taking: Take, one: str, other: str, title: str) -> None:
    taking(record(title, "1", source="a", names=(one,)), record(title, "2", source="b", names=(other,)))
    assert Paper.objects.count() == 2


def test_nickname_is_no_contradiction_under_a_long_title(taking: Take) -> None:
    taking(
        record(LONG, "1", source="a", names=("Bob Hart",)),
        record(LONG, "2", source="b", names=("Robert Hart",)),
    )
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "names", "others", "papers"),
    [
        (LONG, ("Ana Moreno", "Greta Schröder"), ("Greta Schroeder", "A. Moreno"), 1),
        (LONG, ("Ana Moreno", "Greta Schröder"), ("Ana Moreno", "Li Chen"), 2),
        (LONG, ("Ana Moreno", "Greta Schröder"), ("Ana Moreno", "Greta Schröder", "Li Chen"), 2),
        (LONG, ("Ana Moreno",), ("Ana Moreno",), 2),
        (SHORT, ("Ana Moreno", "Greta Schröder"), ("Ana Moreno", "Greta Schröder"), 2),
    ],
)
def test_work_known_years_later_needs_all_its_authors(
    taking: Take, title: str, names: tuple[str, ...], others: tuple[str, ...], papers: int
) -> None:
    later = NOON.replace(year=NOON.year + 5)
    taking(
        record(title, "1", source="a", names=names),
        record(title, "2", source="b", names=others, published=later),
    )
    assert Paper.objects.count() == papers


def test_name_in_another_script_contradicts_nothing(taking: Take) -> None:
    taking(
        record(TITLE, "1", source="a", names=("王明",)), record(TITLE, "2", source="b", names=("Ming Wang",))
    )
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("γ-ray bursts for beginners", "Gamma-ray bursts for beginners"),
        (r"$\lambda$-terms in practice", "Lambda terms in practice"),
        ("𝜋₀ for robots of the kitchen", "Pi0 for Robots of the Kitchen"),
        ("Rivers & their floods", "Rivers and Their Floods"),
        ("Rivers &amp; their floods", "Rivers and their floods."),
        ("Eﬃcient dams", "Efficient dams"),
    ],
)
def test_titles_that_differ_in_signs_are_one(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("β-VAE", "VAE"), ("Part I", "Part II"), ("α-terms", "β-terms"), ("Ωραία", "Oraia")]
)
def test_titles_of_two_works_differ(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_identifier_that_one_side_wrote_untidily_decides(taking: Take) -> None:
    taking(
        record("Dams of sand", "1", source="a", identifiers=(Id("arxiv", "2403.01234"),)),
        record(
            "Sand dams revisited",
            "2",
            source="b",
            identifiers=(Id("url", "https://arxiv.org/abs/2403.01234v2"),),
        ),
        record("Dams, of sand", "3", source="c", identifiers=(Id("doi", "10.48550/arXiv.2403.01234"),)),
    )
    assert Paper.objects.count() == 1


@given(NAMES, NAMES)
def test_comparison_is_symmetric_and_shares_a_key(one: str, other: str) -> None:
    assert same_author(one, one)
    assert same_author(one, other) == same_author(other, one)
    if same_author(one, other):
        assert name_keys(one) & name_keys(other)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_texts_compare_symmetrically(one: str, other: str) -> None:
    assert same_author(one, other) == same_author(other, one)
