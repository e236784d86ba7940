"""How every page is answered: revalidated by ETag, different only by the reader's choice of appearance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers

from broadsheet.http.cached import cached
from broadsheet.http.versions import Follows

# Asked for early, so that it is there for the first paint: it never replaces another font afterwards.
_MATHEMATICS_FONT = "<{}>; rel=preload; as=font; type=font/woff2; crossorigin"
SCORES_S = 60
"""How late a page may show that scores decayed."""

cached_page = cached(whole_query=True, follows=Follows.COUNTS, lives_s=SCORES_S)
"""Decorator of views whose pages links may carry the whole query."""


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    response = render(request, f"web/{template}", context, status=status)
    if b"<math" in response.content:
        response["Link"] = _MATHEMATICS_FONT.format(static("web/fonts/math.woff2"))
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response
