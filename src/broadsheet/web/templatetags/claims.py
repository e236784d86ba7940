"""Filters of the ledger's pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from broadsheet.claims import replies, wording
from broadsheet.claims.findings import scale_of
from broadsheet.claims.models import Claim
from broadsheet.claims.numerals import number
from broadsheet.papers.families import family_name

register = template.Library()


@register.filter
def digits(value: float | None) -> str:
    return number(value)


@register.filter
def status_word(status: str) -> str:
    return wording.status_word(status)


@register.filter
def scale(claim: Claim) -> str:
    return scale_of(claim)


@register.filter
def family(slug: str) -> str:
    return family_name(slug)


@register.filter
def markdown(text: str) -> SafeString:
    """Of an author's reply."""
    return replies.to_html(text)


@register.filter
def duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return (
        f"{whole // 60} min {whole % 60:02} s"
        if whole < 3600
        else f"{whole // 3600} h {whole % 3600 // 60:02} min"
    )
