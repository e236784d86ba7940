"""Identifiers in one normal form, however they are written."""

from __future__ import annotations

import pytest

from broadsheet.papers.identifiers import arxiv_number, arxiv_version, identifiers, identify, is_web_address
from broadsheet.papers.record import Identifier


@pytest.mark.parametrize(
    "text",
    [
        "2407.04811",
        "2407.04811v2",
        "arXiv:2407.04811v12",
        "arxiv: 2407.04811",
        "oai:arXiv.org:2407.04811v2",
        "http://arxiv.org/abs/2407.04811v1",
        "https://www.arxiv.org/pdf/2407.04811v2.pdf",
        "https://export.arxiv.org/abs/2407.04811",
        "https://arxiv.org/html/2407.04811v1/",
        "https://huggingface.co/papers/2407.04811",
        "https://www.alphaxiv.org/abs/2407.04811",
        "10.48550/arXiv.2407.04811",
        "https://doi.org/10.48550/arXiv.2407.04811",
    ],
)
def test_every_way_to_write_a_new_arxiv_number(text: str) -> None:
    assert identify(text) == Identifier("arxiv", "2407.04811")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("math/0309136", "math/0309136"),
        ("math.GT/0309136v2", "math/0309136"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("cond-mat.str-el/0001001", None),
        ("0704.0001", "0704.0001"),
        ("1412.8544", "1412.8544"),
        ("1501.00001", "1501.00001"),
        ("1501.0001", None),
        ("1412.85440", None),
        ("2413.00001", None),
        ("0703.0001", None),
        ("book/0309136", None),
        ("2407.04811w2", None),
    ],
)
def test_only_numbers_that_arxiv_could_have_given(text: str, number: str | None) -> None:
    assert arxiv_number(text) == number


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("10.1000/ABC.1", Identifier("doi", "10.1000/abc.1")),
        ("doi:10.1000/abc", Identifier("doi", "10.1000/abc")),
        ("https://dx.doi.org/10.1000%2Fabc", Identifier("doi", "10.1000/abc")),
        ("https://doi.org/10.1002/(SICI)1097", Identifier("doi", "10.1002/(sici)1097")),
        ("https://aclanthology.org/2020.acl-main.1/", Identifier("acl", "2020.acl-main.1")),
        ("https://aclanthology.org/N16-1001.pdf", Identifier("acl", "N16-1001")),
        ("acl:N16-1001", Identifier("acl", "N16-1001")),
        ("https://openreview.net/forum?id=abc_1-X", Identifier("openreview", "abc_1-X")),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", Identifier("pmid", "123")),
        ("HTTPS://Example.ORG/Path?q=1#part", Identifier("url", "https://example.org/Path?q=1")),
        ("https://arxiv.org/list/cs.AI/recent", Identifier("url", "https://arxiv.org/list/cs.AI/recent")),
    ],
)
def test_other_identifiers(text: str, named: Identifier) -> None:
    assert identify(text) == named


@pytest.mark.parametrize(
    "text", ["", "some words", "http://[", "ftp://x/y", "mailto:a@b", "acl:", "x\x00y", None, 7]
)
def test_what_names_nothing(text: object) -> None:
    assert identify(text) is None


def test_several_statements_of_one_identifier_are_one_and_addresses_are_left_out() -> None:
    stated = ("https://example.org/a", "arXiv:2407.04811v1", "2407.04811", "10.1000/x")
    assert identifiers(*stated) == (Identifier("arxiv", "2407.04811"), Identifier("doi", "10.1000/x"))


def test_versions_are_read_beside_the_number() -> None:
    assert [
        arxiv_version(text) for text in ("2407.04811v3", "2407.04811", "http://arxiv.org/abs/x/0001001v2")
    ] == [3, None, 2]


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "https://a b", 'https://a"b', "https://a\x00", "https://" + "a" * 3_000]
)
def test_what_no_page_may_link_to(text: str) -> None:
    assert not is_web_address(text)
