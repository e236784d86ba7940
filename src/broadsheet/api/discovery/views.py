from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from broadsheet.api.discovery import sitemap, texts
from broadsheet.http import addresses
from broadsheet.http.cached import cached

XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"


@cached()
def sitemap_index(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemap.index(addresses.base(request)), content_type=XML)


@cached()
def sitemap_file(request: HttpRequest, name: str) -> HttpResponse:
    if name not in sitemap.FILES:
        raise Http404(f"There is no sitemap {name}")
    return HttpResponse(sitemap.file(sitemap.FILES[name](), addresses.base(request)), content_type=XML)


@cached()
def sitemap_papers(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(sitemap.file(sitemap.papers(number), addresses.base(request)), content_type=XML)


@cached()
def llms(request: HttpRequest) -> HttpResponse:
    return HttpResponse(texts.LLMS.format(base=addresses.base(request)), content_type=MARKDOWN)


@cached()
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(texts.ROBOTS.format(base=addresses.base(request)), content_type=TEXT)
