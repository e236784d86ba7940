from __future__ import annotations

from django.urls import path

from broadsheet.api.discovery import views
from broadsheet.http.formats import Format, answers_in

_text = answers_in(Format.TEXT)

urlpatterns = [
    path("llms.txt", _text(views.llms), name="llms"),
    path("robots.txt", _text(views.robots), name="robots"),
    path("sitemap.xml", _text(views.sitemap_index), name="sitemap"),
    path("sitemaps/papers-<int:number>.xml", _text(views.sitemap_papers), name="sitemap-papers"),
    path("sitemaps/<slug:name>.xml", _text(views.sitemap_file), name="sitemap-file"),
]
