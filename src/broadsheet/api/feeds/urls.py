"""Addresses of feeds: /feeds/front.atom, /feeds/field/cs.LG.rss, /feeds/search.json?q=..."""

from __future__ import annotations

from django.urls import re_path

from broadsheet.api.feeds import views

_FORM = r"\.(?P<form>rss|atom|json)$"

urlpatterns = [
    re_path(rf"^feeds/front{_FORM}", views.front, name="feed-front"),
    re_path(rf"^feeds/trending{_FORM}", views.trending, name="feed-trending"),
    re_path(rf"^feeds/search{_FORM}", views.search, name="feed-search"),
    re_path(rf"^feeds/verdicts{_FORM}", views.ledger, name="feed-verdicts"),
    re_path(rf"^feeds/(?P<kind>{'|'.join(views.NAMED)})/(?P<name>.+){_FORM}", views.named, name="feed"),
]
