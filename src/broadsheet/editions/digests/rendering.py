"""Rendering: a composition as subject, text and HTML. Everything but the reader's own links is shared: a paper is
rendered once for each reason, a composition once, and the links are put in where placeholders stand."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from broadsheet.editions.digests import cards, links
from broadsheet.editions.digests.cards import Card
from broadsheet.editions.digests.composing import Digest, Part
from broadsheet.editions.digests.issue import Issue
from broadsheet.editions.digests.models import Composition, Subscription
from broadsheet.editions.digests.subject import subject
from broadsheet.editions.models import Edition
from broadsheet.papers.models import Paper

PREFERENCES, UNSUBSCRIBE = "\ue000preferences\ue000", "\ue000unsubscribe\ue000"
"""Stand where the reader's own links will: private-use characters, which no paper has (`clean`)."""
WIDTH = 72
BARS = 6


class Content(NamedTuple):
    subject: str
    text: str
    html: str

    def to(self, reader: Subscription) -> Content:
        """With the reader's own links in it."""
        own = ((PREFERENCES, links.preferences_url(reader)), (UNSUBSCRIBE, links.unsubscribe_url(reader)))
        text, html = self.text, self.html
        for placeholder, url in own:
            text, html = text.replace(placeholder, url), html.replace(placeholder, url)
        return Content(self.subject, text, html)


class Printed(NamedTuple):
    text: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    percent: int
    """Of the plot's width; the longest leaves room for its number."""


class Renderer:
    """Renders many compositions; remembers what they share."""

    def __init__(self) -> None:
        self._cards: dict[int, Card | None] = {}
        self._printed: dict[tuple[int, str], Printed] = {}
        self._contents: dict[int, Content] = {}
        self._bars: dict[tuple[int, date], list[Bar]] = {}

    def content(self, composition: Composition) -> Content:
        found = self._contents.get(composition.pk)
        if found is None:
            issue = Issue(composition.edition, date.fromisoformat(composition.content["since"]))
            found = self.render(Digest.from_json(composition.content), issue)
            self._contents[composition.pk] = found
        return found

    def render(self, digest: Digest, issue: Issue) -> Content:
        self._read(digest.papers)
        printed = [
            (part, [self._card(*pick) for pick in part.picks if self._cards[pick.paper]])
            for part in digest.parts
        ]
        lead = next((card for paper in digest.papers if (card := self._cards[paper])), None)
        title = clean(subject(digest, lead.title if lead else "The edition of the day"))
        context = self._frame(digest, issue) | {"subject": title}
        text = [
            {"title_line": _title_line(part), "cards": "\n".join(each.text for each in told)}
            for part, told in printed
            if told
        ]
        html = [
            {"title": part.title, "cards": mark_safe("".join(each.html for each in told))}
            for part, told in printed
            if told
        ]
        return Content(
            title,
            get_template("mail/digest.txt").render(context | {"parts": text}).strip() + "\n",
            get_template("mail/digest.html").render(context | {"parts": html, **self._plot(issue)}),
        )

    def _read(self, papers: list[int]) -> None:
        missing = [paper for paper in papers if paper not in self._cards]
        if missing:
            found = cards.cards_of(missing)
            self._cards.update({paper: found.get(paper) for paper in missing})

    def _card(self, paper: int, why: str) -> Printed:
        key = (paper, why)
        if key not in self._printed:
            card = self._cards[paper]
            assert card is not None
            self._printed[key] = _print(card, why)
        return self._printed[key]

    def _frame(self, digest: Digest, issue: Issue) -> dict[str, Any]:
        return {
            "dateline": _dateline(issue.edition, issue),
            "standfirst": _standfirst(digest, issue),
            "preheader": ", ".join(f"{part.title}: {len(part.picks)}" for part in digest.parts),
            "home_url": links.base() + "/",
            "edition_url": links.base() + issue.edition.get_absolute_url(),
            "preferences_url": PREFERENCES,
            "unsubscribe_url": UNSUBSCRIBE,
            "rule": "=" * WIDTH,
        }

    def _plot(self, issue: Issue) -> dict[str, Any]:
        key = (issue.edition.pk, issue.since)
        if key not in self._bars:
            self._bars[key] = bars_of(issue)
        found = self._bars[key]
        return {
            "bars": found if len(found) > 1 else [],
            "plot_title": f"The papers of {'this edition' if issue.is_one_edition else 'these days'} by field",
            "plot_says": ", ".join(f"{bar.label} {bar.count}" for bar in found),
        }


def bars_of(issue: Issue) -> list[Bar]:
    papers = Paper.objects.filter(id__in=issue.printed, primary_field__isnull=False)
    counts = Counter(papers.values_list("primary_field__name", flat=True))
    most = counts.most_common(BARS)
    others = counts.total() - sum(count for _, count in most)
    rows = [*most, ("other fields", others)] if others else most
    longest = max((count for _, count in rows), default=1)
    return [Bar(label, count, max(1, round(85 * count / longest))) for label, count in rows]


def clean(text: str) -> str:
    return text.replace("\ue000", "")


def _print(card: Card, why: str) -> Printed:
    context = {
        "card": card,
        "why": clean(why),
        "title": _wrapped(card.title),
        "facts": _wrapped(" · ".join(filter(None, (card.who, *card.facts)))),
        "text": _wrapped(f"TL;DR {card.text}" if card.is_summary else card.text),
        "verdict": _wrapped(card.verdict),
    }
    html = clean(get_template("mail/card.html").render(context))
    text = clean(get_template("mail/card.txt").render(context | {"why": _wrapped(f"Why: {why}")}))
    return Printed(text.strip() + "\n", mark_safe(html))


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))


def _title_line(part: Part) -> str:
    title = part.title.upper()
    return f"{title}\n{'-' * len(title)}\n"


def _dateline(edition: Edition, issue: Issue) -> str:
    number = f"No. {edition.number}"
    if issue.is_one_edition:
        return f"{edition.day:%A}, {_day(edition.day)} · {number}"
    return f"{_day(issue.span.first)} to {_day(edition.day)} · to {number}"


def _standfirst(digest: Digest, issue: Issue) -> str:
    where = "this edition" if issue.is_one_edition else f"the editions since {_day(issue.since)}"
    counted = f"{digest.total:,} paper{'' if digest.total == 1 else 's'} in {where}"
    shown = len(digest.papers)
    if [part.slug for part in digest.parts] == ["trending"]:
        return f"{counted}. " + ("All of them:" if shown == digest.total else f"The {shown} most noticed:")
    return f"{counted}. {shown} for you, from {len(digest.parts)} section{'' if len(digest.parts) == 1 else 's'}:"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
