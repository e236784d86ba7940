"""Addresses of feeds: /feeds/front.atom, /feeds/field/cs.LG.rss, /feeds/search.json?q=..."""

from __future__ import annotations

from django.urls import re_path

from broadsheet.api.feeds import views
from broadsheet.http.formats import answers_in, by_file_format

_FORM = r"\.(?P<form>rss|atom|json)$"
_file = answers_in(by_file_format)

urlpatterns = [
    re_path(rf"^feeds/front{_FORM}", _file(views.front), name="feed-front"),
    re_path(rf"^feeds/trending{_FORM}", _file(views.trending), name="feed-trending"),
    re_path(rf"^feeds/search{_FORM}", _file(views.search), name="feed-search"),
    re_path(rf"^feeds/verdicts{_FORM}", _file(views.ledger), name="feed-verdicts"),
    re_path(
        rf"^feeds/(?P<kind>{'|'.join(views.NAMED)})/(?P<name>.+){_FORM}", _file(views.named), name="feed"
    ),
]
