"""Pages as Markdown, read back by markdown-it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.api.shelf import ALL, BERT, SETS, stock

from broadsheet.api.markdown.text import line
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim

MARKDOWN = {"accept": "text/markdown"}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def got(address: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return Client().get(address, headers=headers or {})


def tokens(text: str) -> list[Token]:
    return MarkdownIt().parse(text)


def plain(text: str) -> str:
    """What a reader of the rendered line sees."""
    inline = [child for token in tokens(text) for child in token.children or []]
    return "".join(child.content if child.type == "text" else f"<{child.type}>" for child in inline)


@example("ends with #")
@example("the entity &lt; and &#38;")
@given(st.text(alphabet="ab _*`[]()<>#+-=~.\\!1&;\"'|$^", min_size=1).filter(lambda text: text.strip()))
def test_any_line_is_read_as_what_it_says(text: str) -> None:
    assert plain(f"# {line(text)}") == " ".join(text.split())


@pytest.mark.django_db
def test_paper_says_what_its_page_says() -> None:
    stock(*ALL)
    text = got("/papers/2603.00001.md").content.decode()
    (title,) = (
        token
        for token, before in zip(tokens(text)[1:], tokens(text), strict=False)
        if before.tag == "h1" and before.nesting == 1
    )
    assert plain(f"# {title.content}") == "Fields & sets: learning Lᵖ norms from 5% of the_data"
    assert "https://arxiv.org/pdf/2603.00001" in text
    assert "A second paragraph of the abstract." in text
    assert "@article{vanderschaar2026" in text or "@article{schaar2026" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/daily/2026-03-18", "/weekly/2026-W12", "/monthly/2026-03", "/trending", "/fields/cs.LG", "/lists/week-12",
     "/ledger", "/fields", "/lists", "/papers/2603.00001"],
)  # fmt: skip
def test_page_is_markdown_for_whoever_prefers_it(address: str) -> None:
    stock(*ALL)
    answer = got(address, MARKDOWN)
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.content.startswith(b"# ")
    assert "Accept" in answer["Vary"]
    assert answer.content == got("/index.md" if address == "/" else f"{address}.md").content


@pytest.mark.django_db
def test_browser_gets_the_page_and_caches_are_told_why() -> None:
    stock(*ALL)
    page = got("/papers/2603.00001", BROWSER)
    assert page["Content-Type"].startswith("text/html")
    assert "Accept" in page["Vary"]


@pytest.mark.django_db
def test_page_without_markdown_stays_a_page() -> None:
    assert got("/about", MARKDOWN)["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_list_has_its_papers_in_order() -> None:
    stock(*ALL)
    text = got("/lists/week-12.md").content.decode()
    assert text.index("BERT and the") < text.index("Necessity of")
    assert "One token says when to stop." in text


@pytest.mark.django_db
def test_ledger_and_claim_say_where_the_claim_stands() -> None:
    ledger.sync()
    found = Claim.objects.filter(feasible="no").first()
    assert found is not None
    assert f"**untestable** ([{found.ledger_id}]" in got("/ledger.md").content.decode()
    assert line(found.sentence) in got(f"/claims/{found.ledger_id}.md").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/papers/none.md", "/claims/none.md", "/fields/none.md", "/search.md"])
def test_markdown_of_nothing_is_not_found(address: str) -> None:
    stock(BERT, SETS)
    assert got(address).status_code == 404
