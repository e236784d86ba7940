"""Addresses of citations: that of the page with `.bib`, `.ris` or `.csl.json` behind it."""

from __future__ import annotations

from django.urls import re_path

from broadsheet.api.citations import views
from broadsheet.http.formats import answers_in, by_file_format

_FORM = r"\.(?P<form>bib|ris|csl\.json)$"
_file = answers_in(by_file_format)

urlpatterns = [
    re_path(rf"^papers/(?P<public_id>.+){_FORM}", _file(views.paper), name="cite-paper"),
    re_path(
        rf"^(?P<kind>{'|'.join(views.LISTS)})/(?P<name>.+){_FORM}", _file(views.paper_list), name="cite-list"
    ),
    re_path(rf"^trending{_FORM}", _file(views.trending), name="cite-trending"),
    re_path(rf"^search{_FORM}", _file(views.search), name="cite-search"),
]
