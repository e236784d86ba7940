from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.names import same_author, short_list, surname_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Yann LeCun", "lecun"),
        ("LeCun, Yann", "lecun"),
        ("LeCun Y.", "lecun"),
        ("Hinton GE", "hinton"),
        ("Jan van der Berg", "berg"),
        ("van der Berg, Jan", "berg"),
        ("Martin Luther King Jr.", "king"),
        ("King, Martin Luther, III", "king"),
        ("Gabriel García Márquez", "marquez"),
        ("García Márquez, Gabriel", "marquez"),
        (r"Du\v{s}an Repov\v{s}", "repovs"),
        ("Anders Sørensen", "sorensen"),
        ("Luis Lopez-Ramos", "ramos"),
        ("Roberto de A. Capistrano-Filho (DMat/UFPE)", "filho"),
        ("Plato", "plato"),
        ("王小明", "王小明"),
        ("", ""),
    ],
)
def test_surnames_are_found(name: str, key: str) -> None:
    assert surname_key(name) == key


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Donald E. Knuth", "D.E. Knuth"),
        ("Knuth D E", "Knuth, Donald"),
        ("Jean-Pierre Serre", "J.-P. Serre"),
        ("JP Morgan", "J. P. Morgan"),
        ("Guang-Bin Huang", "Guangbin Huang"),
        ("Li Wei", "Wei Li"),
        ("Müller, K.", "Klaus Mueller"),
        ("Tim O’Brien", "O'Brien, Tim"),
        ("王 小明", "王小明"),
        ("Knuth", "Donald Knuth"),
    ],
)
def test_one_author_written_twice_is_recognised(a: str, b: str) -> None:
    assert same_author(a, b)
    assert same_author(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("J. Smith", "K. Smith"), ("John Smith", "Jane Smith"), ("A. Li", "A. Lu"), ("John Smith", "J. A. Doe")],
)
def test_different_authors_stay_different(a: str, b: str) -> None:
    assert not same_author(a, b)


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparing_has_no_direction_and_everyone_is_themselves(a: str, b: str) -> None:
    assert same_author(a, a)
    assert same_author(a, b) == same_author(b, a)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, ""),
        (1, "A"),
        (2, "A and B"),
        (4, "A, B, C and D"),
        (5, "A, B, C and 2 others"),
        (15, "A, B, C and 12 others"),
    ],
)
def test_a_long_list_of_authors_is_cut_and_counted(count: int, text: str) -> None:
    assert short_list([chr(65 + n) for n in range(count)]) == text
