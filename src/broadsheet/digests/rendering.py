"""Rendering: a composition as subject, text and HTML. Everything but the subscriber's own links is shared: a paper is
rendered once, a composition once, and the links are put in where placeholders stand (`links`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from broadsheet.digests import links, pictures
from broadsheet.digests.composing import Digest
from broadsheet.digests.issue import Issue
from broadsheet.digests.links import PREFERENCES, UNSUBSCRIBE
from broadsheet.digests.models import Composition
from broadsheet.digests.pictures import Picture
from broadsheet.digests.sections import Pick
from broadsheet.editions import cover
from broadsheet.editions.models import Edition
from broadsheet.editions.shortening import shortened
from broadsheet.listing.card_text import TEMPLATE, WIDTH, card_context, wrapped
from broadsheet.listing.text_cards import TextCard, cards_of
from broadsheet.mail.message import Content, in_short_lines, placeholder

_PLACES = ("subject", "preheader", "standfirst", "parts")
MOST_BYTES = 95_000
"""Of HTML, before the subscriber's links are in; at 102 kB the largest mail provider cuts a message off."""


LEAD_CHARS = 62
_COUNTED = {
    "fields": "{} in your fields",
    "searches": "{} for your searches",
    "authors": "{} by authors you follow",
    "verdicts": "{} tested by the lab",
}
"""What the subject line says of a section, by its slug."""


class Frame:
    """A template rendered once and cut where values come in, so that filling it takes no template."""

    def __init__(
        self, template: str, places: tuple[str, ...], finish: Callable[[str], str] = str, **context: Any
    ) -> None:
        """`finish`: what is done to the rendered text before it is cut."""
        marks = {name: placeholder(name) for name in places}
        safe = {name: mark_safe(mark) for name, mark in marks.items()}
        whole = finish(get_template(template).render(context | safe))
        names = {mark: name for name, mark in marks.items()}
        pieces = re.split(f"({'|'.join(map(re.escape, names))})", whole)
        self._pieces = [(piece, names.get(piece, "")) for piece in pieces]

    def filled(self, **values: str) -> str:
        """Values for HTML are escaped already."""
        return "".join([values[name] if name else piece for piece, name in self._pieces])


class Printed(NamedTuple):
    text: str
    html: str


class Frames(NamedTuple):
    text: Frame
    html: Frame


class Renderer:
    """Renders many compositions; remembers what they share."""

    def __init__(self) -> None:
        self._cards: dict[int, TextCard | None] = {}
        self._printed: dict[int, Frames] = {}
        self._frames: dict[tuple[int, date], Frames] = {}
        self._issues: dict[tuple[int, str], Issue] = {}
        self._covers: dict[tuple[int, date], Picture | None] = {}
        self._verdicts: dict[str, Picture | None] = {}

    def content(self, composition: Composition) -> Content:
        key = (composition.edition.pk, composition.content["since"])
        if key not in self._issues:
            self._issues[key] = Issue(composition.edition, date.fromisoformat(composition.content["since"]))
        return self.render(Digest.from_json(composition.content), self._issues[key])

    def render(self, digest: Digest, issue: Issue) -> Content:
        """As much of it as mail programs show whole."""
        content = self._render(digest, issue)
        while len(content.html.encode()) > MOST_BYTES:
            digest = digest.without_last()
            content = self._render(digest, issue)
        return content

    def _render(self, digest: Digest, issue: Issue) -> Content:
        self.read(digest.papers)
        printed = [
            (part, [self._card(pick) for pick in part.picks if self._cards[pick.paper]])
            for part in digest.parts
        ]
        plots = [self._cover(issue), *(self._verdict(pick) for part in digest.parts for pick in part.picks)]
        lead = next((card for paper in digest.papers if (card := self._cards[paper])), None)
        title = subject(digest, lead.title if lead else "The edition of the day")
        sections = [(_section(part.title), papers) for part, papers in printed if papers]
        text = [of.text.filled(cards="\n".join([each.text for each in papers])) for of, papers in sections]
        html = [of.html.filled(cards="".join([each.html for each in papers])) for of, papers in sections]
        frames = self._frames_of(issue)
        standfirst = _standfirst(digest, issue)
        return Content(
            title,
            frames.text.filled(standfirst=standfirst, parts="".join(text)).strip() + "\n",
            frames.html.filled(
                subject=escape(title),
                preheader=escape(", ".join(f"{part.title}: {len(part.picks)}" for part in digest.parts)),
                standfirst=escape(standfirst),
                parts="".join(html),
            ),
            tuple(dict.fromkeys(image for plot in plots if plot for image in plot.images)),
        )

    def read(self, papers: Iterable[int]) -> None:
        """In few queries, however many they are."""
        missing = {paper for paper in papers if paper not in self._cards}
        if missing:
            read = cards_of(missing)
            self._cards.update({paper: read.get(paper) for paper in missing})

    def _card(self, pick: Pick) -> Printed:
        """Rendered once for each paper; only the reason differs from subscriber to subscriber."""
        if pick.paper not in self._printed:
            card = self._cards[pick.paper]
            assert card is not None
            self._printed[pick.paper] = _print(card)
        printed = self._printed[pick.paper]
        plot = self._verdict(pick)
        return Printed(
            printed.text.filled(why=wrapped(f"Why: {pick.why}")),
            printed.html.filled(why=_escaped(pick.why), picture=_shown(plot) if plot else ""),
        )

    def _verdict(self, pick: Pick) -> Picture | None:
        if not pick.claim:
            return None
        if pick.claim not in self._verdicts:
            self._verdicts[pick.claim] = pictures.of_verdict(pick.claim)
        return self._verdicts[pick.claim]

    def _frames_of(self, issue: Issue) -> Frames:
        key = (issue.edition.pk, issue.since)
        if key not in self._frames:
            of_issue = self._cover(issue)
            shared = self._shared(issue)
            shown = _shown(of_issue) if of_issue else ""
            self._frames[key] = Frames(
                Frame("digests/digest.txt", ("standfirst", "parts"), **shared),
                Frame("digests/digest.html", _PLACES, **shared | {"cover": mark_safe(shown)}),
            )
        return self._frames[key]

    def _shared(self, issue: Issue) -> dict[str, Any]:
        return {
            "dateline": _dateline(issue.edition, issue),
            "home_url": links.base() + "/",
            "edition_url": links.base() + issue.edition.get_absolute_url(),
            "preferences_url": PREFERENCES,
            "unsubscribe_url": UNSUBSCRIBE,
            "rule": "=" * WIDTH,
            **_cover_texts(issue, self._cover(issue)),
        }

    def _cover(self, issue: Issue) -> Picture | None:
        key = (issue.edition.pk, issue.since)
        if key not in self._covers:
            facts = cover.over(issue.editions)
            self._covers[key] = pictures.picture(cover.figure(facts), cover.says(facts))
        return self._covers[key]


def subject(digest: Digest, lead_title: str) -> str:
    """The paper that leads, and what else is inside."""
    counts = [_COUNTED[part.slug].format(len(part.picks)) for part in digest.parts if part.slug in _COUNTED]
    more = len(digest.papers) - 1
    rest = [f"{more} more", *counts[:2]] if more else counts[:1]
    return f"{shortened(lead_title, LEAD_CHARS)}{' · ' + ', '.join(rest) if rest else ''}"


@lru_cache(maxsize=64)
def _shown(plot: Picture) -> str:
    return get_template("digests/picture.html").render({"plot": plot}).strip()


@lru_cache(maxsize=64)
def _section(title: str) -> Frames:
    return Frames(
        Frame("digests/part.txt", ("cards",), title_line=_heading(title)),
        Frame("digests/part.html", ("cards",), title=title),
    )


@lru_cache(maxsize=8192)
def _escaped(text: str) -> str:
    return escape(text)


def _print(card: TextCard) -> Frames:
    context = card_context(card)
    return Frames(
        Frame(TEMPLATE, ("why",), lambda text: text.strip() + "\n", **context),
        Frame("digests/card.html", ("picture", "why"), in_short_lines, **context),
    )


def _heading(title: str) -> str:
    return f"{title.upper()}\n{'-' * len(title)}\n"


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


def _cover_texts(issue: Issue, plot: Picture | None) -> dict[str, Any]:
    title = "The day in one plot" if issue.is_one_edition else "These days in one plot"
    says = wrapped(f"{plot.says}.") if plot else ""
    return {"cover_title": title, "cover": plot, "cover_says": says, "cover_line": _heading("In numbers")}


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
