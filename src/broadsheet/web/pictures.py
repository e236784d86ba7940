"""Plots as pictures with an address of their own. A request takes what was drawn before; it never draws."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from broadsheet.plots import THEMES, StoredPicture, placeholder

FOR_EVER = "public, max-age=31536000, immutable"
AGAIN_AFTER_S = 10


def picture(
    request: HttpRequest, stored: StoredPicture, theme: str, size: tuple[int, int], says: str
) -> HttpResponse:
    """Under its own name (`?v=`) it may be kept for ever; without, it is asked for again. Until it is drawn, the
    answer is 202 with a placeholder of its size, which browsers show and do not keep."""
    etag = f'"{stored.name}-{theme}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    elif drawn := stored.svg(THEMES[theme]):
        response = HttpResponse(drawn, content_type="image/svg+xml")
    else:
        return _not_yet(placeholder(size, THEMES[theme], says))
    response["ETag"] = etag
    response["Cache-Control"] = FOR_EVER if request.GET.get("v") == stored.name else "no-cache"
    return response


def _not_yet(content: bytes) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Retry-After": str(AGAIN_AFTER_S)}
    return HttpResponse(content, status=202, content_type="image/svg+xml", headers=headers)
