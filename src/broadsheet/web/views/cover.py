"""The cover plot of a frozen edition, as a picture with an address of its own."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags

from broadsheet.editions import cover as covers
from broadsheet.editions.models import Edition
from broadsheet.plots import THEMES

FOR_EVER = "public, max-age=31536000, immutable"


def cover(request: HttpRequest, day: date, theme: str) -> HttpResponse:
    """Under its own name (`?v=`) it may be kept for ever; without, it is asked for again."""
    if theme not in THEMES:
        raise Http404("A plot is light or dark")
    figure = covers.figure(covers.facts(get_object_or_404(Edition, day=day)))
    etag = f'"{figure.name}-{theme}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(figure.picture(f"{theme}.svg"), content_type="image/svg+xml")
    response["ETag"] = etag
    response["Cache-Control"] = FOR_EVER if request.GET.get("v") == figure.name else "no-cache"
    return response
