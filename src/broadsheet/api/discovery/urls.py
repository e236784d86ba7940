from __future__ import annotations

from django.urls import path

from broadsheet.api.discovery import views

urlpatterns = [
    path("llms.txt", views.llms, name="llms"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemaps/papers-<int:number>.xml", views.sitemap_papers, name="sitemap-papers"),
    path("sitemaps/<slug:name>.xml", views.sitemap_file, name="sitemap-file"),
]
