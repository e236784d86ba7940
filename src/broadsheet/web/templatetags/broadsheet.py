"""Filters and tags of the pages."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from broadsheet.listing.entries import Entry
from broadsheet.papers import field_names, models, source_names
from broadsheet.papers.mathml import paragraphs_to_html, to_html
from broadsheet.papers.models import Field
from broadsheet.papers.passages import Passage, marked_paragraphs
from broadsheet.papers.taxonomy import is_arxiv_field
from broadsheet.web.excerpts import excerpt as _excerpt

register = template.Library()


@register.simple_tag
@cache
def asset(path: str) -> str:
    """The address of a static file, with a digest of its content so that browsers may keep it."""
    found = finders.find(path)
    if not isinstance(found, str):
        raise LookupError(f"no static file {path}")
    with open(found, "rb") as file:
        digest = hashlib.blake2b(file.read(), digest_size=6).hexdigest()
    return f"{static(path)}?v={digest}"


@register.filter
def mathematics(text: str) -> SafeString:
    return to_html(text)


@register.filter
def paragraphs(text: str) -> SafeString:
    return paragraphs_to_html(text)


@register.filter
def marked_abstract(entry: Entry) -> SafeString:
    """The claim line marked, and a place to link to at each sentence that a TL;DR comes from."""
    line = entry.claim_line
    passages = [Passage(line.start, line.end, f"s{line.start}", True)] if line else []
    sources = entry.tldr.sentences if entry.tldr else ()
    passages += [Passage(each.start, each.end, f"s{each.start}", False) for each in sources]
    return marked_paragraphs(entry.paper.abstract, passages)


@register.filter
def marked_claim(entry: Entry) -> SafeString:
    """The abstract with its claim line marked, for pages that show many."""
    line = entry.claim_line
    return marked_paragraphs(entry.paper.abstract, [Passage(line.start, line.end, "", True)] if line else [])


@register.filter
def excerpt(text: str, limit: int) -> SafeString:
    return to_html(_excerpt(text, limit))


@register.filter
def count(number: int) -> str:
    return f"{number:,}"


@register.filter
def plural(number: int, noun: str) -> str:
    """`3|plural:"paper"` is "3 papers"; a noun with a comma names its own plural."""
    one, _, many = noun.partition(",")
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


@register.filter
def short_day(day: date | datetime) -> str:
    return f"{day.day} {day:%b} {day.year}"


@register.filter
def long_day(day: date | datetime) -> str:
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


@register.simple_tag(takes_context=True)
def address(context: template.RequestContext, **changes: Any) -> str:
    """This page's query with some of its parameters changed; an empty value removes one."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path


@register.filter
def times(number: int, by: int) -> int:
    return number * by


@register.filter
def day_url(day: date) -> str:
    return reverse("day", args=[day])


@register.filter
def spaced(slug: str) -> str:
    return field_names.spaced(slug)


@register.filter
def field_code(field: Field) -> str:
    return field_names.short_name(field.code, field.name)


@register.filter
def source_name(source: str) -> str:
    return source_names.source_name(source)


@register.filter
def field_name(field: Field) -> str:
    return field_names.full_name(field.code, field.name)


@register.filter
def is_arxiv(field: Field) -> bool:
    return is_arxiv_field(field.code)


@register.filter
def host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def author_url(name: str) -> str:
    return models.author_url(name)
