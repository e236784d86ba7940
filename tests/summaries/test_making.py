"""TL;DRs are made within a budget, one request at a time, politely, and of the abstract alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from tests.summaries.chat_server import Chat, serving
from tests.web.press import FRIDAY, THURSDAY, bring_in, paper, record

from broadsheet.errors import SetupError
from broadsheet.listing.entries import entries_of, entry_of
from broadsheet.papers.models import Counter, Paper
from broadsheet.summaries import making
from broadsheet.summaries.making import Maker
from broadsheet.summaries.models import RequestDay, Tldr

pytestmark = pytest.mark.django_db
ABSTRACT = (
    "Lakes freeze late, and nobody knows by how much, since gauges of ice are few and far between in the north. "
    "We train a model of ice on records of boats. It has two parts, which share what they learn about wind and snow. "
    "The model predicts ice cover 12.5% better than the best baseline. We publish all records and the code of the model."
)
KEY = "sk-secret-of-this-test"


class Watch:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = FRIDAY

    def __call__(self) -> datetime:
        return self.at

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    with serving() as server:
        monkeypatch.setenv("BROADSHEET_TLDR_URL", server.address)
        monkeypatch.setenv("BROADSHEET_TLDR_MODEL", "small:3b")
        monkeypatch.setenv("BROADSHEET_TLDR_KEY", KEY)
        yield server


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def maker(watch: Watch) -> Maker:
    return Maker(watch)


def turn(maker: Maker) -> bool:
    return maker.turn(lambda: False, lambda: False)


def long_paper(number: int, **rest: object) -> None:
    bring_in(record(number, abstract=ABSTRACT, **rest))


def long_papers(count: int) -> None:
    bring_in(*(record(number, abstract=ABSTRACT) for number in range(count)))


def test_a_tldr_is_marked_with_its_model_and_names_its_source(chat: Chat, maker: Maker) -> None:
    chat.answer = "A model of ice is trained on records of boats. Fish migrate earlier."
    long_paper(1)
    assert not turn(maker)
    tldr = entry_of(paper(1)).tldr
    assert tldr is not None
    assert (tldr.text, tldr.model) == ("A model of ice is trained on records of boats.", "small:3b")
    assert tldr.sentences[0].source == "We train a model of ice on records of boats."
    assert chat.requests[0]["path"] == "/v1/chat/completions"
    assert chat.keys == [f"Bearer {KEY}"]


def test_only_papers_without_a_summary_are_sent_the_newest_first(chat: Chat, maker: Maker) -> None:
    long_paper(1, day=THURSDAY)
    long_paper(2)
    long_paper(3, summary="Ice, by boats.")
    bring_in(record(4))  # its abstract is as short as a TL;DR
    turn(maker)
    titles = [each["messages"][1]["content"].split("\n")[0] for each in chat.requests]
    assert titles == [f"Title: {paper(number).title}" for number in (2, 1)]
    assert not turn(maker)
    assert len(chat.requests) == 2


def test_the_budget_of_a_day_outlives_restarts_and_counts_failures(
    chat: Chat, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_TLDR_PER_DAY", "2")
    long_papers(5)
    chat.failures = [(500, {})]
    turn(Maker(watch))
    turn(Maker(watch))
    turn(Maker(watch))
    assert len(chat.requests) == 2
    assert RequestDay.objects.get().requests == 2
    watch.later(days=1)
    turn(Maker(watch))
    assert len(chat.requests) == 4


def test_a_turn_ends_when_its_time_is_over_and_the_next_goes_on(chat: Chat, maker: Maker) -> None:
    long_papers(3)
    over = iter([False, True])
    assert maker.turn(lambda: False, lambda: next(over))
    assert len(chat.requests) == 1
    assert not maker.turn(lambda: True, lambda: False)
    assert len(chat.requests) == 1
    turn(maker)
    assert Tldr.objects.count() == len(chat.requests) == 3


def test_a_busy_endpoint_is_left_alone_for_as_long_as_it_asks(chat: Chat, maker: Maker, watch: Watch) -> None:
    long_paper(1)
    chat.failures = [(429, {"Retry-After": "90"})]
    turn(maker)
    watch.later(seconds=89)
    turn(maker)
    assert len(chat.requests) == 1
    watch.later(seconds=2)
    turn(maker)
    assert len(chat.requests) == 2
    assert Tldr.objects.get().sentences


def test_an_endpoint_that_fails_on_is_left_alone_for_longer(chat: Chat, maker: Maker, watch: Watch) -> None:
    long_paper(1)
    chat.failures = [(503, {})] * 3
    waits = []
    for _ in range(3):
        turn(maker)
        assert maker.not_before is not None
        waits.append((maker.not_before - watch.at).total_seconds())
        watch.at = maker.not_before
    assert waits == [30, 60, 120]


@pytest.mark.parametrize("status", [401, 404])
def test_a_refusal_is_logged_without_the_key(
    chat: Chat, maker: Maker, watch: Watch, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """The server of this test says the key that it refuses, as some do."""
    long_paper(1)
    chat.failures = [(status, {})]
    with caplog.at_level(logging.DEBUG):
        turn(maker)
    assert str(status) in caplog.text
    assert KEY not in caplog.text
    assert maker.not_before == watch.at + timedelta(hours=1)


def test_an_answer_that_comes_too_late_is_not_waited_for(
    chat: Chat, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_TLDR_TIMEOUT_S", "1")
    chat.delay_s = 1.5
    long_paper(1)
    turn(maker)
    assert maker.failures == 1
    assert not Tldr.objects.exists()


@pytest.mark.parametrize("answer", [b"<html>", b"{}", "", "<think>I wonder"])
def test_an_answer_that_is_none_is_asked_for_three_times_on_three_days(
    chat: Chat, maker: Maker, watch: Watch, answer: object
) -> None:
    long_paper(1)
    chat.answer = answer
    for _ in range(5):
        turn(maker)
        turn(maker)
        watch.later(days=1, seconds=1)
    assert len(chat.requests) == making.MOST_ATTEMPTS
    assert entry_of(paper(1)).tldr is None


def test_an_answer_without_support_is_not_shown_nor_asked_for_again(
    chat: Chat, maker: Maker, watch: Watch
) -> None:
    long_paper(1)
    chat.answer = "The model predicts ice cover 99% better than the best baseline."
    turn(maker)
    watch.later(days=2)
    turn(maker)
    assert len(chat.requests) == 1
    entry = entry_of(paper(1))
    assert entry.tldr is None
    assert entry.claim_sentence in ABSTRACT


def test_an_abstract_that_changed_gets_another_tldr(chat: Chat, maker: Maker) -> None:
    long_paper(1)
    turn(maker)
    bring_in(record(1, abstract=ABSTRACT.replace("boats", "ferries and boats")))
    assert entry_of(paper(1)).tldr is None
    turn(maker)
    assert len(chat.requests) == 2
    made = entry_of(paper(1)).tldr
    assert made is not None
    assert "ferries" in made.sentences[0].source


def test_a_list_reads_its_tldrs_in_one_query_and_in_none_without_an_endpoint(
    chat: Chat, maker: Maker, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    long_papers(3)
    turn(maker)
    made = entries_of(list(Paper.objects.all()))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert all(each.tldr for each in made)
    monkeypatch.delenv("BROADSHEET_TLDR_URL")
    made = entries_of(list(Paper.objects.all()))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert not any(each.tldr for each in made)


def test_stored_answers_follow_a_new_tldr(chat: Chat, maker: Maker) -> None:
    long_paper(1)
    before = Counter.read(making.REVISION)
    turn(maker)
    assert Counter.read(making.REVISION) == before + 1


def test_a_model_must_be_named(chat: Chat, maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROADSHEET_TLDR_MODEL")
    long_paper(1)
    with pytest.raises(SetupError, match="BROADSHEET_TLDR_MODEL"):
        turn(maker)
    assert not RequestDay.objects.exists()


@pytest.mark.parametrize(("model", "is_kept"), [("none", False), ("static", True)])
def test_meaning_counts_where_an_embedding_model_is_set(
    chat: Chat, maker: Maker, monkeypatch: pytest.MonkeyPatch, model: str, is_kept: bool
) -> None:
    """Three of its seven content words are the source's: too few for words alone."""
    monkeypatch.setenv("BROADSHEET_EMBEDDING", model)
    chat.answer = "The model forecasts ice cover more accurately than any rival."
    long_paper(1)
    turn(maker)
    assert (entry_of(paper(1)).tldr is not None) == is_kept
