"""Replies of authors: recorded, replaced, removed, and shown beside the verdict everywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.claims.press import FAIR, NOON, after_a_run
from tests.web.pages import main_text, read
from tests.web.press import claim

from broadsheet.claims import ledger, replies
from broadsheet.claims.models import Claim, Reply
from broadsheet.errors import InputError
from broadsheet.papers.models import Counter, Paper

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
TEXT = "Our noise was **ten times** smaller; see [the appendix](https://example.org/appendix)."


def reply(ledger_id: str = "s001", text: str = TEXT) -> Reply:
    return replies.record(ledger_id, "Ada Lovelace", text, DAY, NOON)


def test_reply_is_recorded_with_the_status_that_it_replies_to() -> None:
    claim("s001", verdict="contradicted")
    before = Counter.read(ledger.REVISION)
    reply()
    found = Claim.objects.get(ledger_id="s001")
    assert (found.reply_count, found.replies.get().status) == (1, "contradicted")
    assert Counter.read(ledger.REVISION) > before


def test_reply_stays_when_the_ledger_is_read_again() -> None:
    ledger.sync()
    reply("s122")
    Claim.objects.filter(ledger_id="s122").update(sentence="another")
    assert ledger.sync() == 1
    assert Claim.objects.get(ledger_id="s122").reply_count == 1


def test_reply_is_replaced_and_removed() -> None:
    claim("s001")
    first, second = reply(), reply(text="And more.")
    replies.replace("s001", first.pk, "Emmy Noether", "Better put.", DAY, NOON)
    assert [each.text for each in Reply.objects.order_by("pk")] == ["Better put.", "And more."]
    replies.remove("s001", second.pk)
    found = Claim.objects.get(ledger_id="s001")
    assert (found.reply_count, found.replies.get().author) == (1, "Emmy Noether")


@pytest.mark.parametrize(
    ("ledger_id", "author", "text"),
    [
        ("s999", "Ada", "A text"),
        ("s001", "  ", "A text"),
        ("s001", "Ada", " \n"),
        ("s001", "Ada", "x" * 20_001),
    ],
)
def test_reply_without_claim_author_or_text_is_refused(ledger_id: str, author: str, text: str) -> None:
    claim("s001")
    with pytest.raises(InputError):
        replies.record(ledger_id, author, text, DAY, NOON)
    assert not Reply.objects.exists()


def test_reply_of_another_claim_is_not_touched() -> None:
    claim("s001")
    claim("s002")
    number = reply().pk
    with pytest.raises(InputError):
        replies.remove("s002", number)
    assert Reply.objects.count() == 1


def test_claims_without_replies_cost_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    known = [claim("s001"), claim("s002")]
    with django_assert_num_queries(0):
        assert not replies.replies_to(known)
    reply("s002")
    known = list(Claim.objects.all())
    with django_assert_num_queries(1):
        assert list(replies.replies_to(known)) == ["s002"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![p](https://example.org/p.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "# Head",
        "Head\n====",
    ],
)
def test_reply_brings_no_tags_pictures_headings_or_scripts(text: str) -> None:
    html = replies.to_html(text)
    for piece in ("<script", "<img", "<h1", 'href="javascript', 'href="data'):
        assert piece not in html


def test_markdown_of_a_reply_becomes_html() -> None:
    assert replies.to_html("**a** `b` <https://example.org>") == (
        '<p><strong>a</strong> <code>b</code> <a href="https://example.org" rel="nofollow noopener ugc">'
        "https://example.org</a></p>\n"
    )


def test_reply_stands_beside_the_verdict_everywhere(client: Client, tmp_path: Path) -> None:
    after_a_run(tmp_path, claim("s001", number=1), FAIR)
    reply()
    for address in ("/claims/s001", "/papers/ledger:s001"):
        text = main_text(read(client, address))
        assert "Author’s reply · Ada Lovelace, 20 Nov 2026" in text
        assert "Our noise was ten times smaller" in text
    assert "replied to" in main_text(read(client, "/"))
    assert "with its authors’ reply" in main_text(read(client, "/ledger"))
    [shown] = client.get("/api/v1/claims/s001").json()["replies"]
    assert shown == {
        "author": "Ada Lovelace",
        "day": "2026-11-20",
        "text": TEXT,
        "status_then": "contradicted",
    }
    assert client.get("/api/v1/papers/ledger:s001").json()["claims"][0]["reply_count"] == 1
    for address in ("/claims/s001.md", "/papers/ledger:s001.md"):
        assert f"> {TEXT}" in client.get(address).content.decode()
    [item] = client.get("/feeds/verdicts.json").json()["items"]
    assert "<strong>ten times</strong>" in item["content_html"]
    assert "with its authors' reply" in client.get("/ledger.md").content.decode()


def test_reply_says_what_it_replied_to_when_the_verdict_has_changed(client: Client) -> None:
    claim("s001", verdict="contradicted")
    reply()
    Claim.objects.update(verdict="supported")
    Counter.advance(ledger.REVISION)
    assert "written when the claim was contradicted" in main_text(read(client, "/claims/s001"))


def test_mail_and_text_say_that_there_is_a_reply(tmp_path: Path) -> None:
    from broadsheet.listing.text_cards import cards_of

    after_a_run(tmp_path, claim("s001", number=1), FAIR)
    reply()
    paper = Paper.objects.get()
    assert "contradicted, with its authors' reply:" in cards_of([paper.pk])[paper.pk].verdict
