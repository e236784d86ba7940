"""Filters of the ledger's pages."""

from __future__ import annotations

from django import template

from broadsheet.claims.numerals import number

register = template.Library()


@register.filter
def digits(value: float | None) -> str:
    return number(value)


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
