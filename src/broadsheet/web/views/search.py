"""Search, with its filters in the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from broadsheet.web.page import page


def search_page(request: HttpRequest) -> HttpResponse:
    return page(request, "search.html", {"text": request.GET.get("q", "").strip()[:500]})
