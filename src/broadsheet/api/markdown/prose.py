"""Pages of running text as Markdown."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from broadsheet import config
from broadsheet.claims import moved
from broadsheet.claims.methods import source_of
from broadsheet.claims.replies import MOST_CHARS
from broadsheet.http import addresses, clock
from broadsheet.http.cached import cached
from broadsheet.http.versions import Follows
from broadsheet.listing.trending_example import worked_example
from broadsheet.mail.smtp import mail_is_on
from broadsheet.papers.source_names import sources_read
from broadsheet.ranking import trending

CONTENT_TYPE = "text/markdown; charset=utf-8"
LIVES_S = 60
"""How late the example may show its age."""


def about(request: HttpRequest) -> HttpResponse:
    return _page(request, "about", sources=sources_read())


@cached(follows=Follows.COUNTS, lives_s=LIVES_S)
def formula(request: HttpRequest) -> HttpResponse:
    hours = trending.HALF_LIFE / timedelta(hours=1)
    paper, explanation = worked_example(clock.now())
    return _page(
        request,
        "formula",
        ranking=trending,
        half_life_hours=hours,
        paper=paper,
        explanation=explanation,
    )


@cached()
def testing(request: HttpRequest) -> HttpResponse:
    return _page(request, "testing", contact=config.read("CONTACT"), most_chars=MOST_CHARS)


def digest(request: HttpRequest) -> HttpResponse:
    return _page(request, "digest", mail_is_on=mail_is_on())


@cached()
def source(request: HttpRequest, module: str) -> HttpResponse:
    file = source_of(module)
    if file is None:
        raise Http404("Broadsheet has no such method")
    return HttpResponse(
        f"# {moved.current(module)}\n\n````python\n{file.read_text()}````\n", content_type=CONTENT_TYPE
    )


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    text = render_to_string(f"markdown/{name}.md", {"base": addresses.base(request), **context})
    return HttpResponse(text.strip() + "\n", content_type=CONTENT_TYPE)
