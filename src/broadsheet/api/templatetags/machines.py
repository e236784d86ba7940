"""What pages tell machines: `machine_links` in the head, `machine_offers` for its foot, `coins` beside a paper."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.api.citations.coins import context_object
from broadsheet.api.discovery.alternates import Alternate, alternates
from broadsheet.papers.models import Paper

register = template.Library()


@register.simple_tag(takes_context=True)
def machine_links(context: dict[str, Any]) -> SafeString:
    """`<link rel="alternate">` for each form in which this page can be had."""
    rows = ((each.content_type, each.name, each.path) for each in _alternates(context))
    return format_html_join("\n", '<link rel="alternate" type="{}" title="{}" href="{}">', rows)


@register.simple_tag(takes_context=True)
def machine_offers(context: dict[str, Any], kind: str = "") -> list[Alternate]:
    """The same as a list, to be shown: `{% machine_offers "citation" as offers %}`."""
    return [each for each in _alternates(context) if kind in ("", each.kind)]


@register.simple_tag
def coins(paper: Paper) -> SafeString:
    return format_html('<span class="Z3988" title="{}"></span>', context_object(paper))


def _alternates(context: dict[str, Any]) -> list[Alternate]:
    request = context.get("request")
    return alternates(request) if request else []
