"""Editions: the latest, of a day, a week, a month."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from broadsheet.editions import calendar, reading
from broadsheet.editions.reading import Load, with_names
from broadsheet.listing.selections.selection import Selection, read_name


def front(now: datetime, load: Load = with_names) -> Selection:
    return _of_issue(reading.latest(now, load), "Today", reverse("home"))


def day(name: str, load: Load = with_names) -> Selection:
    issue = reading.edition_of(read_name(calendar.parse_day, name), load)
    return _of_issue(issue, f"{issue.day:%-d %B %Y}", reverse("day", args=[issue.day]))


def week(name: str, load: Load = with_names) -> Selection:
    read_name(calendar.week_span, name)
    return _of_period(reading.week(name, load), f"Week {name}", reverse("week", args=[name]))


def month(name: str, load: Load = with_names) -> Selection:
    span = read_name(calendar.month_span, name)
    return _of_period(reading.month(name, load), f"{span.first:%B %Y}", reverse("month", args=[name]))


def _of_issue(issue: reading.Issue, title: str, page: str) -> Selection:
    number = f"No. {issue.number}" if issue.number else "not yet frozen"
    about = f"The edition of {issue.day:%A, %-d %B %Y} ({number})"
    return Selection(title, about, page, issue.papers, issue)


def _of_period(period: reading.Period, title: str, page: str) -> Selection:
    first, last = period.span
    return Selection(
        title, f"The papers of {first:%-d %B %Y} to {last:%-d %B %Y}", page, tuple(period.papers)
    )
