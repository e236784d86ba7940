"""The cover plot of a frozen edition, as a picture with an address of its own."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from broadsheet.editions import cover as covers
from broadsheet.editions.models import Edition
from broadsheet.plots import THEMES
from broadsheet.web.pictures import picture


def cover(request: HttpRequest, day: date, theme: str) -> HttpResponse:
    if theme not in THEMES:
        raise Http404("A plot is light or dark")
    facts = covers.facts(get_object_or_404(Edition, day=day))
    return picture(request, covers.figure(facts).stored, theme, covers.size(facts), covers.says(facts))
