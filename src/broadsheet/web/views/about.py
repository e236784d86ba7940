"""What Broadsheet is, how it tests claims, and how it looks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from broadsheet import config
from broadsheet.claims.replies import MOST_CHARS
from broadsheet.http import appearance
from broadsheet.papers.source_names import sources_read
from broadsheet.web.page import cached_page, page


@cached_page
def about(request: HttpRequest) -> HttpResponse:
    return page(request, "about.html", {"sources": sources_read()})


@cached_page
def testing(request: HttpRequest) -> HttpResponse:
    """How claims are tested, for the authors of their papers."""
    return page(request, "testing.html", {"contact": config.read("CONTACT"), "most_chars": MOST_CHARS})


def change_appearance(request: HttpRequest) -> HttpResponse:
    """A link, not a form: it changes nothing but the reader's own screen, and pages stay free of tokens, so
    that they can be kept by browsers and compared by ETag."""
    choice = request.GET.get("to", "")
    if choice not in (*appearance.CHOICES, "system"):
        return HttpResponseBadRequest("Appearance is light, dark or system")
    response = HttpResponseRedirect(_where_from(request))
    response["Cache-Control"] = "no-store"
    if choice == "system":
        response.delete_cookie(appearance.COOKIE, samesite="Lax")
    else:
        response.set_cookie(appearance.COOKIE, choice, max_age=appearance.YEAR_S, samesite="Lax")
    return response


def _where_from(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else reverse("home")
