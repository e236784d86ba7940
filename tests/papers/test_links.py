from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.papers.links import find_links
from broadsheet.papers.record import LinkKind, RecordLink

CODE, PROJECT = LinkKind.CODE, LinkKind.PROJECT


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("Code is available at https://github.com/a/b.", CODE, "https://github.com/a/b"),
        (r"Code: \url{https://github.com/a/b\_c}.", CODE, "https://github.com/a/b_c"),
        (r"\href{https://gitlab.com/a/b}{our code}", CODE, "https://gitlab.com/a/b"),
        ("(see github.com/a/b)", CODE, "https://github.com/a/b"),
        ("Code at https://github.com/ a/b now", CODE, "https://github.com/a/b"),
        ("weights: https://huggingface.co/a/b", CODE, "https://huggingface.co/a/b"),
        ("data at https://huggingface.co/datasets/a/b", PROJECT, "https://huggingface.co/datasets/a/b"),
        ("https://anonymous.4open.science/r/a-1", CODE, "https://anonymous.4open.science/r/a-1"),
        ("Project page: https://a.github.io/b/.", PROJECT, "https://a.github.io/b/"),
        ("our website (www.example-project.org/a_(b))", PROJECT, "https://www.example-project.org/a_(b)"),
        ("Our code is released at http://lab.uni.edu/~me/code.zip!", CODE, "http://lab.uni.edu/~me/code.zip"),
        ("Code at https://lab.uni.edu. More follows", CODE, "https://lab.uni.edu"),
        ("Data: https://doi.org/10.5281/zenodo.123", PROJECT, "https://doi.org/10.5281/zenodo.123"),
    ],
)
def test_a_link_is_found_and_named(text: str, kind: LinkKind, url: str) -> None:
    assert find_links(text) == (RecordLink(kind, url),)


@pytest.mark.parametrize(
    "text",
    [
        "No link, and/or none at all.",
        "as in https://arxiv.org/abs/2401.00001 and https://doi.org/10.1000/1",
        "sounds of the Freesound database (https://freesound.org)",
        "code at http://localhost:8000/x, http://10.0.0.1/code, http://192.168.1.1/code",
        "code at ftp://lab.uni.edu/code or file:///etc/passwd",
        "code at https://user:secret@lab.uni.edu/x",
        "code at https://github.com/ and https://github.com/xxx",
        "code at http://nodots/x and http://a..b/",
        "code at http://lab.uni.edu:notaport/",
    ],
)
def test_other_addresses_are_left_out(text: str) -> None:
    assert find_links(text) == ()


def test_each_address_is_listed_once_in_the_order_of_the_text() -> None:
    text = (
        "Page: https://a.github.io/b, code: https://github.com/A/b.git and github.com/a/b "
        "or https://www.github.com/a/b/"
    )
    assert [link.url for link in find_links(text)] == ["https://a.github.io/b", "https://github.com/A/b.git"]


def test_the_sentence_before_does_not_decide() -> None:
    text = "Our code is slow. Videos are available at https://lab.uni.edu/videos"
    assert [link.kind for link in find_links(text)] == [PROJECT]


def test_saved_pages_have_code_links(shared_data: Path) -> None:
    pages = [path.read_text() for path in sorted((shared_data / "seeds").glob("*.txt"))]
    kinds = [link.kind for page in pages for line in page.splitlines() for link in find_links(line)]
    assert kinds.count(CODE) > 50
