"""An edition as plain text."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse

from broadsheet.editions import reading
from broadsheet.http.formats import Format, answers_in
from broadsheet.listing.edition_text import edition_text as as_text


@answers_in(Format.TEXT)
def edition_text(request: HttpRequest, day: date) -> HttpResponse:
    response = HttpResponse(as_text(reading.edition_of(day)), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response
