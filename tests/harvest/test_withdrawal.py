"""What a comment says of a paper, and what it says of others."""

from __future__ import annotations

import pytest

from broadsheet.harvest.formats import arxiv_atom, arxiv_rss, feed
from broadsheet.harvest.withdrawal import is_withdrawn


@pytest.mark.parametrize(
    "comment",
    [
        "Withdrawn",
        "Withdrawn. Error in Lemma 3",
        "9 pages. This paper has been withdrawn by the author",
        "9 pages, 2 figures, withdrawn",
        "9 pages (withdrawn)",
        "v3: withdrawn due to an error",
        "Paper withdrawn because of a gap",
        "This submission has been withdrawn by arXiv administrators",
        "arXiv admin note: this version withdrawn by arXiv",
        "We have withdrawn this paper",
        "9 pages; the paper is temporarily withdrawn",
    ],
)
def test_a_comment_says_so_in_any_of_its_parts(comment: str) -> None:
    assert is_withdrawn(comment, "")


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "9 pages, data on withdrawn drugs",
        "Supersedes the withdrawn arXiv:2401.00001",
        "This work was withdrawn from a conference",
        "Section 3 has been withdrawn",
    ],
)
def test_a_comment_on_something_else_does_not(comment: str) -> None:
    assert not is_withdrawn(comment, "")


@pytest.mark.parametrize(
    ("abstract", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors.", True),
        ("We are withdrawing this paper because of an error.", True),
        ("The author has withdrawn this paper due to an error.", True),
        ("Kites rise. This paper has been withdrawn due to an error.", True),
        ("We study papers whose notices say that this paper has been withdrawn often.", False),
        ("Withdrawn funds are counted.", False),
    ],
)
def test_an_abstract_says_so_in_its_first_words_or_a_sentence_of_its_own(
    abstract: str, withdrawn: bool
) -> None:
    assert is_withdrawn("", abstract) is withdrawn


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>K</title>{}</feed>"
ENTRY = "<entry><id>https://arxiv.org/abs/2401.00001</id><title>On a Paper</title>{}</entry>"


@pytest.mark.parametrize(
    "text",
    [
        ATOM.format("<id>https://kites.example/</id>" + ENTRY.format("")),
        ATOM.format("<id>https://kites.example/</id>" + ENTRY.format("<summary>see rss.arxiv.org/ announce_type</summary>")),
        "<rss version='2.0'><channel><title>K</title><item><title>New updates on arXiv.org</title></item></channel></rss>",
    ],
)  # fmt: skip
def test_a_third_partys_feed_is_not_arxivs_word(text: str) -> None:
    head = text.encode()
    assert (arxiv_atom.detect(head, "k"), arxiv_rss.detect(head, "k"), feed.detect(head, "k")) == (
        False,
        False,
        True,
    )


@pytest.mark.parametrize(
    "text", [ATOM.format("<id>http://arxiv.org/api/x</id>" + ENTRY.format("")), ATOM.format(ENTRY.format(""))]
)
def test_arxivs_own_answer_is_its_word(text: str) -> None:
    assert arxiv_atom.detect(text.encode(), "k")
