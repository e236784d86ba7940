"""Pages as Markdown, read back by markdown-it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.api.shelf import ALL, BERT, SETS, stock
from tests.claims.press import after_a_run
from tests.papers.records import record
from tests.web.press import claim

from broadsheet.api.markdown.middleware import PAGES
from broadsheet.api.markdown.text import line
from broadsheet.claims import ledger
from broadsheet.claims.models import Claim
from broadsheet.papers.models import Paper
from broadsheet.papers.record import Identifier
from broadsheet.search import indexing
from broadsheet.search.embedding.pending import embed_pending
from broadsheet.web import urls

MARKDOWN = {"accept": "text/markdown"}
LINKED = re.compile(r"^\d+\. .*?(/papers/[^)>\s]+)", re.MULTILINE)
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
     "/ledger", "/fields", "/lists", "/papers/2603.00001", "/about", "/about/trending", "/digest",
     "/methods/broadsheet.lab.methods.q_learning.hindsight"],
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
@pytest.mark.parametrize(
    "address",
    [
        "/daily/2026-03-18.txt",
        "/papers/2603.00001.bib",
        "/lists/week-12.ris",
        "/feeds/front.atom",
        "/robots.txt",
    ],
)
def test_what_is_no_page_stays_what_it_is(address: str) -> None:
    stock(*ALL)
    assert got(address, MARKDOWN).content == got(address).content
    assert got(address, MARKDOWN).status_code == 200


@pytest.mark.django_db
def test_every_page_has_its_markdown() -> None:
    """All addresses of pages are named here, or they are no pages: forms of a reader's own, pictures, other formats."""
    others = {"appearance", "complete", "cover", "claim-plot", "day-text", "digest-asked", "digest-confirm"}
    others |= {"digest-preferences", "digest-unsubscribe", "digest-forget"}
    patterns = [*urls.urlpatterns, *urls.urlpatterns[0].url_patterns]
    names = {each.name for each in patterns if isinstance(each, URLPattern)}
    assert names - others == PAGES


@pytest.mark.django_db
def test_search_answers_with_the_filters_and_in_the_order_of_its_page(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.HOME = tmp_path
    stock(*ALL)
    indexing.catch_up()
    everything = got("/search?q=the", MARKDOWN).content.decode()
    narrowed = got("/search?q=the&field=cs.CL", MARKDOWN).content.decode()
    assert narrowed.startswith("# Search: the field:cs.CL")
    assert BERT.title.split()[0] in narrowed
    assert narrowed.count("\n\n1. ") == 1
    assert len(everything) > len(narrowed)
    assert got("/search?q=the&page=2", MARKDOWN).content != everything.encode()
    assert got("/search?q=the&page=none", MARKDOWN).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_search_by_examples_finds_what_its_page_finds(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME = tmp_path
    names = [f"2603.2000{number}" for number in range(3)]
    known = [(Identifier("arxiv", name),) for name in names]
    stock(*ALL, *(record(f"A norm of sets {n}", n, identifiers=i) for n, i in zip(names, known, strict=True)))
    embed_pending()
    indexing.catch_up()
    liked = "like=2603.00001&like=2603.20001"
    for asked in (liked, f"{liked}&unlike=2603.00002", "q=norm&like=2603.00001&unlike=2603.20001"):
        page = html.fromstring(got(f"/search?{asked}", BROWSER).content)
        shown = [each.get("href") for each in page.xpath("//main//*[@class='title']//a")]
        said = got(f"/search.md?{asked}").content.decode()
        assert len(shown) > 1
        assert LINKED.findall(said) == shown
    first, second = (got(f"/search.md?{liked}&like={other}") for other in ("2603.20000", "2603.20002"))
    assert first.content != second.content
    assert first["ETag"] != second["ETag"]
    assert got("/search.md?unlike=2603.00001").status_code == 404
    assert got("/search.md?like=nobody").status_code == 404


@pytest.mark.django_db
def test_page_of_a_search_by_examples_names_its_markdown(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME = tmp_path
    stock(*ALL)
    indexing.catch_up()
    page = html.fromstring(got("/search?like=2603.00001&like=2603.00002", BROWSER).content)
    assert page.xpath("//link[@type='text/markdown']/@href") == ["/search.md?like=2603.00001&like=2603.00002"]


@pytest.mark.django_db
def test_ledger_is_narrowed_as_its_page_is() -> None:
    ledger.sync()
    said = got("/ledger?status=untestable", MARKDOWN).content.decode()
    assert "**untestable**" in said
    assert "**unchecked**" not in said


@pytest.mark.django_db
def test_older_papers_of_a_field_follow_the_newest() -> None:
    stock(*ALL)
    first, *_ = Paper.objects.filter(primary_field__code="cs.LG").order_by("-day", "-id")
    assert first.title_text.split()[0] in got("/fields/cs.LG.md").content.decode()
    older = got(f"/fields/cs.LG?before={first.day}.{first.id}", MARKDOWN).content.decode()
    assert first.public_id not in older
    assert got("/fields/cs.LG.md?before=then").status_code == 404


@pytest.mark.django_db
def test_claim_says_what_was_tested_and_every_run(tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001"))
    said = got("/claims/s001.md").content.decode()
    assert "**supported**" in said
    assert "loaded against fair, heads: better by 0.3" in said
    assert "broadsheet check s001 --budget full" in said
    assert "(counts), 20 seeds an arm" in said


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
