"""Claim line and TL;DR where a paper is shown: card, paper page, API, feed, Markdown, MCP and mail."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from django.test import Client
from tests.summaries.chat_server import Chat, serving
from tests.web.pages import of_class, read, text_of
from tests.web.press import FRIDAY, bring_in, claim, paper, record

from broadsheet.api.mcp.shapes import paper_found
from broadsheet.listing.card_text import card_text
from broadsheet.listing.entries import entry_of
from broadsheet.listing.text_cards import cards_of
from broadsheet.papers.record import Status
from broadsheet.summaries.making import Maker

pytestmark = pytest.mark.django_db
ADDRESS = "/papers/2611.00001"
FINDING = "We show that $k$ boats predict ice cover \\emph{better} than the best baseline of earlier work."
SOURCE = (
    "We train a model of ice on records of boats that cross the lakes of the north in every kind of weather."
)
ABSTRACT = (
    "Ice on lakes is a challenging problem, and existing work suffers from sparse data and from gauges that fail. "
    f"{SOURCE} {FINDING} Code is available."
)
PLAIN = "We show that k boats predict ice cover better than the best baseline of earlier work."
MADE = "A model of ice is trained on records of boats."


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    with serving() as server:
        monkeypatch.setenv("BROADSHEET_TLDR_URL", server.address)
        monkeypatch.setenv("BROADSHEET_TLDR_MODEL", "small<3b>")
        server.answer = MADE
        yield server


@pytest.fixture
def made(chat: Chat) -> None:
    bring_in(record(1, abstract=ABSTRACT))
    Maker(lambda: FRIDAY).turn(lambda: False, lambda: False)


def test_page_marks_the_claim_line_in_the_abstract(client: Client) -> None:
    bring_in(record(1, abstract=ABSTRACT))
    page = read(client, ADDRESS)
    (marked,) = page.iter("mark")
    assert text_of(marked).startswith("We show that")
    assert text_of(marked).endswith("earlier work.")
    assert [each.tag for each in marked.iter("em", "math")] == ["math", "em"]
    assert marked.getparent().getparent().get("class") == "abstract"
    assert f"#{marked.get('id')}" in {link.get("href") for link in page.iter("a")}
    assert "nobody here has checked it" in text_of(of_class(page, "abstract")[0])


def test_card_shows_the_claim_line_with_who_says_so(client: Client) -> None:
    bring_in(record(1, abstract=ABSTRACT))
    (text,) = of_class(read(client, "/fields/cs.LG"), "text")
    assert text_of(text).startswith("As stated by its authors We show that")
    assert text_of(next(text.iter("q"))).endswith("earlier work.")


def test_a_summary_of_a_source_comes_before_the_claim_line(client: Client) -> None:
    bring_in(record(1, abstract=ABSTRACT, summary="Ice, by boats."))
    (text,) = of_class(read(client, "/fields/cs.LG"), "text")
    assert text_of(text) == "Ice, by boats."
    assert client.get("/api/v1/papers/2611.00001").json()["claim_line"]["sentence"] == PLAIN


def test_programs_read_the_claim_line_as_it_stands_in_the_abstract(client: Client) -> None:
    bring_in(record(1, abstract=ABSTRACT))
    shown = client.get("/api/v1/papers/2611.00001").json()
    assert shown["claim_line"] == {"sentence": PLAIN, "status": "unchecked", "stated_by": "authors"}
    assert PLAIN in shown["abstract"]
    assert shown["tldr"] is None
    assert client.get("/api/v1/papers").json()["items"][0]["claim_line"] == shown["claim_line"]
    assert f"**As stated by its authors, unchecked:** “{PLAIN}”" in client.get(f"{ADDRESS}.md").text
    assert f"As stated by its authors: “{PLAIN}”" in client.get("/fields/cs.LG.md").text
    assert f"<strong>“{PLAIN}”</strong>" in feed_html(client)
    found = paper_found(entry_of(paper(1)), "")
    assert (found["claim_line"], found["summary"]) == (PLAIN, f"As stated by its authors: “{PLAIN}”")


def test_mail_quotes_the_claim_line() -> None:
    bring_in(record(1, abstract=ABSTRACT))
    (card,) = cards_of([paper(1).id]).values()
    assert "As stated by its authors “We show that k boats" in " ".join(card_text(card, "").split())


def test_a_withdrawn_paper_has_no_claim_line(client: Client) -> None:
    bring_in(record(1, abstract=ABSTRACT, status=Status.WITHDRAWN))
    assert client.get("/api/v1/papers/2611.00001").json()["claim_line"] is None
    assert not list(read(client, ADDRESS).iter("mark"))


@pytest.mark.usefixtures("made")
def test_page_links_each_sentence_of_a_tldr_to_its_source(client: Client) -> None:
    page = read(client, ADDRESS)
    (tldr,) = of_class(page, "tldr")
    assert text_of(tldr).startswith(f"TL;DR by small<3b>, machine-made {MADE}")
    (link,) = of_class(tldr, "source")
    assert text_of(page.get_element_by_id(link.get("href").removeprefix("#"))) == SOURCE
    assert len(list(page.iter("mark"))) == 1


@pytest.mark.usefixtures("made")
def test_tldr_is_marked_with_its_model_wherever_it_is_shown(client: Client) -> None:
    shown = client.get("/api/v1/papers/2611.00001").json()["tldr"]
    assert (shown["text"], shown["model"], shown["machine_made"]) == (MADE, "small<3b>", True)
    assert shown["sentences"] == [{"text": MADE, "source": SOURCE}]
    (text,) = of_class(read(client, "/fields/cs.LG"), "text")
    assert text_of(text) == f"TL;DR by small<3b>, machine-made {MADE}"
    assert f"TL;DR by small&lt;3b&gt;, machine-made: <strong>{MADE}</strong>" in feed_html(client)
    markdown = client.get(f"{ADDRESS}.md").text
    assert MADE in markdown
    assert f"From: “{SOURCE}”" in markdown
    assert "machine-made" in markdown
    (card,) = cards_of([paper(1).id]).values()
    assert (card.text, card.text_by) == (MADE, "TL;DR by small<3b>, machine-made")


def test_a_paper_of_the_ledger_keeps_its_claim_beside_its_claim_line(client: Client) -> None:
    claim("s900", 1)
    bring_in(record(1, abstract=ABSTRACT))
    shown = client.get("/api/v1/papers/2611.00001").json()
    assert shown["claim_line"]["sentence"] == PLAIN


def feed_html(client: Client) -> str:
    html: str = orjson.loads(client.get("/feeds/field/cs.LG.json").content)["items"][0]["content_html"]
    return html
