from __future__ import annotations

import pytest
from tests.listing.known_parts import entry_with

from broadsheet.listing.onward import onward_links
from broadsheet.papers.models import Paper

ARXIV = {
    "arXiv": "https://arxiv.org/abs/2311.11628",
    "Hugging Face": "https://huggingface.co/papers/2311.11628",
    "Semantic Scholar": "https://api.semanticscholar.org/arXiv:2311.11628",
}


@pytest.mark.parametrize(
    ("identifiers", "links"),
    [
        ([("arxiv", "2311.11628"), ("arxiv", "2311.99999"), ("ledger", "s1")], ARXIV),
        (
            [("doi", "10.1000/a<b")],
            {
                "DOI": "https://doi.org/10.1000/a%3Cb",
                "Semantic Scholar": "https://api.semanticscholar.org/DOI:10.1000/a%3Cb",
            },
        ),
        (
            [("ledger", "s1")],
            {
                "Search arXiv": "https://arxiv.org/search/?searchtype=title&query=A%20%26%20B",
                "Search Semantic Scholar": "https://www.semanticscholar.org/search?q=A%20%26%20B",
            },
        ),
    ],
)
def test_each_site_is_named_once_and_a_paper_without_number_is_searched_for(
    identifiers: list[tuple[str, str]], links: dict[str, str]
) -> None:
    assert dict(onward_links(identifiers, "A & B")) == links


def test_entry_names_the_discussion_that_its_source_named() -> None:
    paper = Paper(id=1, title="A")
    stated = [("discussion", "https://news.example.org/item?id=1"), ("page", "https://example.org")]
    entry = entry_with(paper, identifiers=[("arxiv", "2311.11628")], links=stated)
    assert entry.elsewhere[-1] == ("Discussion", "https://news.example.org/item?id=1")
    assert entry.pdf_url == "https://arxiv.org/pdf/2311.11628"
