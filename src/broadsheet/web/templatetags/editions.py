"""What the pages of editions print a thousand times, made without a template for each."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from broadsheet.listing.edition_outline import PaperLine
from broadsheet.papers.mathml import to_html
from broadsheet.papers.record import Status

register = template.Library()


@register.filter
def title_lines(papers: Iterable[PaperLine]) -> SafeString:
    """A list item a paper: its title, which leads to its page."""
    return mark_safe("".join(map(_line, papers)))


def _line(paper: PaperLine) -> str:
    notice = (
        "" if paper.status == Status.ACTIVE else f'<strong class="notice">{paper.status.title()}</strong> '
    )
    return f'<li>{notice}<a href="{escape(paper.url)}">{to_html(paper.title)}</a></li>'
