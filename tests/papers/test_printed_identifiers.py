"""Identifiers as they are printed: one normal form, whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.papers.identifier_forms import ARCHIVES
from broadsheet.papers.identifiers import arxiv_number, identifiers_in, identify, with_archive
from broadsheet.papers.record import Identifier

MONTHS = st.integers(1, 12).map("{:02}".format)
NEW = st.builds("{:02}{}.{:05}".format, st.integers(15, 40), MONTHS, st.integers(0, 99_999))
FOUR_DIGITS = st.builds("{:02}{}.{:04}".format, st.integers(8, 14), MONTHS, st.integers(0, 9_999))
OLD = st.builds(
    "{}/{:02}{}{:03}".format,
    st.sampled_from(ARCHIVES.split()),
    st.integers(92, 99),
    MONTHS,
    st.integers(0, 999),
)
NUMBERS = st.one_of(NEW, FOUR_DIGITS, OLD)
VERSIONS = st.sampled_from(("", "v1", "v12"))
SPELLINGS = (
    "{}",
    "arXiv:{}",
    "ARXIV {}",
    "arXiv: {}.",
    "({})",
    "[arXiv:{}]",
    "arXiv:{} [cs.LG]",
    "arXiv:{} [cs, stat]",
    "{} [cs.LG]",
    "arXiv preprint arXiv:{}",
    "arXiv:{}, to appear",
    "oai:arXiv.org:{}",
    "abs/{}",
    "arxiv.org/abs/{}",
    "www.arxiv.org/pdf/{}",
    "https://arxiv.org/abs/{}",
    "<https://arxiv.org/abs/{}>",
    "https://arxiv.org/abs/arXiv:{}",
    "https://arxiv.org/pdf/{}.pdf#page=2",
    "https://arxiv.org/abs/{}?context=cs",
    "http://de.arxiv.org/abs/{}",
    "http://xxx.lanl.gov/abs/{}",
    "https://www.semanticscholar.org/arxiv/{}",
    "https://inspirehep.net/arxiv/{}",
    "https://scirate.com/arxiv/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    r"\url{{https://arxiv.org/abs/{}}}",
    "https://doi.org/10.48550/arXiv.{}",
    "doi:10.48550/ARXIV.{}",
)
IN_TEXT = (
    "Preprint (arXiv: {})",
    "see arXiv:{}, to appear",
    "arXiv preprint arxiv:{}",
    "as https://arxiv.org/abs/{}.",
    "arXiv:{} [cs.LG]",
    r"\url{{https://arxiv.org/abs/{}}}",
)


@given(NUMBERS, VERSIONS, st.sampled_from(SPELLINGS))
def test_a_number_is_read_from_every_spelling(number: str, version: str, spelling: str) -> None:
    assert identify(spelling.format(number + version)) == Identifier("arxiv", number)


@given(NUMBERS, VERSIONS, st.sampled_from(IN_TEXT))
def test_a_number_with_its_name_is_found_in_running_text(number: str, version: str, text: str) -> None:
    assert identifiers_in(text.format(number + version)) == (Identifier("arxiv", number),)


@given(NUMBERS)
def test_a_bare_number_in_running_text_is_left_alone(number: str) -> None:
    assert identifiers_in(f"price list {number} of the year") == ()


@pytest.mark.parametrize(
    "spelling",
    [
        "10.1007/978-3-1_12",
        r"10.1007/978-3-1\_12",
        r"https://doi.org/10.1007/978-3-1\_12",
        "doi:10.1007/978-3-1_12.",
        "DOI 10.1007/978-3-1_12",
        "DOI: https://doi.org/10.1007/978-3-1_12",
        "doi.org/10.1007/978-3-1_12",
        "<https://dx.doi.org/10.1007/978-3-1_12>",
        "https://press.example/doi/abs/10.1007/978-3-1_12",
        "https://link.springer.com/content/pdf/10.1007/978-3-1_12.pdf",
        "10.1007/978-3-1_12 (2020)",
    ],
)
def test_a_doi_is_read_from_every_spelling(spelling: str) -> None:
    assert identify(spelling) == Identifier("doi", "10.1007/978-3-1_12")


def test_a_bracket_that_the_doi_opens_is_its_own() -> None:
    assert identify("(10.1002/(SICI)1097)") == Identifier("doi", "10.1002/(sici)1097")


@given(st.text(max_size=60))
def test_no_text_is_an_error_and_what_is_read_reads_as_itself(text: str) -> None:
    for named in (identify(text), *identifiers_in(text)):
        if named is not None and named.scheme in ("arxiv", "doi"):
            assert identify(named.value) == named


@pytest.mark.parametrize(
    ("number", "field", "whole"),
    [
        ("0309137", "math", "math/0309137"),
        ("0309137v2", "math.GT", "math/0309137v2"),
        ("2101.04321", "cs.LG", "2101.04321"),
        ("0309137", "", "0309137"),
        ("0313137", "math", "0313137"),
    ],
)
def test_an_old_number_takes_the_archive_of_its_class(number: str, field: str, whole: str) -> None:
    assert with_archive(number, field) == whole
    assert arxiv_number(whole) is not None or whole.isdecimal()


@pytest.mark.parametrize(
    "text", ["hello world", "example.org/x", "version 2.0", "12.5", "1999/2000", "e.g./etc"]
)
def test_what_only_looks_like_an_identifier_names_nothing(text: str) -> None:
    assert identify(text) is None
