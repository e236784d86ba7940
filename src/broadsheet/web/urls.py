"""Addresses of the pages."""

from __future__ import annotations

from django.urls import include, path, register_converter

from broadsheet.web import dates
from broadsheet.web.views import (
    about,
    authors,
    claims,
    cover,
    editions,
    fields,
    ledger,
    lists,
    papers,
    search,
    trending,
)

register_converter(dates.DayConverter, "day")
register_converter(dates.WeekConverter, "week")
register_converter(dates.MonthConverter, "month")

urlpatterns = [
    path("", include("broadsheet.web.digest_urls")),
    path("", editions.home, name="home"),
    path("daily/<day:day>", editions.day, name="day"),
    path("daily/<day:day>/cover-<slug:theme>.svg", cover.cover, name="cover"),
    path("weekly/<week:week>", editions.week, name="week"),
    path("monthly/<month:month>", editions.month, name="month"),
    path("trending", trending.trending, name="trending"),
    path("search", search.search_page, name="search"),
    path("search/complete", search.completions, name="complete"),
    path("lists", lists.lists, name="lists"),
    path("lists/<slug:slug>", lists.paper_list, name="list"),
    path("fields", fields.fields, name="fields"),
    path("fields/<path:code>", fields.field, name="field"),
    path("authors/<path:name>", authors.author, name="author"),
    path("papers/<path:public_id>", papers.paper, name="paper"),
    path("ledger", ledger.ledger, name="ledger"),
    path("claims/<str:ledger_id>", claims.claim, name="claim"),
    path(
        "claims/<str:ledger_id>/<int:run_id>/<int:number>-<slug:width>-<slug:theme>.svg",
        claims.plot,
        name="claim-plot",
    ),
    path("methods/<str:module>", claims.source, name="source"),
    path("about", about.about, name="about"),
    path("about/trending", trending.formula, name="formula"),
    path("about/testing", about.testing, name="testing"),
    path("appearance", about.change_appearance, name="appearance"),
]
